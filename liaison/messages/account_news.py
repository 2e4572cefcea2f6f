"""What does the mail say that tells of a change of one's account? What happened and what to do; no name, no link."""

from collections.abc import Mapping
from typing import Final

from liaison.messages.rendering import MailText, render
from liaison.vocabulary.accounts import AccountNews

_WHAT: Final[Mapping[AccountNews, str]] = {
    AccountNews.PASSWORD: "Le mot de passe de votre compte vient d’être changé.",
    AccountNews.ADDRESS: "L’adresse e-mail de votre compte a été changée : celle-ci ne sert plus à s’y connecter.",
    AccountNews.FACTOR: "L’administration vient de préparer un nouveau lien pour votre compte : votre mot de passe et "
    "votre téléphone d’avant n’ouvrent plus rien. Le lien vous est remis de vive voix.",
    AccountNews.CODES: "De nouveaux codes de secours viennent d’être faits pour votre compte : les anciens ne servent "
    "plus.",
}


def account_news_mail(news: AccountNews, operator: str) -> MailText:
    """Write the mail of a change; `operator`: the house, as the invitation names it."""
    return render("account_news", {"what": _WHAT[news], "operator": operator})
