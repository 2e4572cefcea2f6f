"""Does the owner of an account learn that something of it changed? By mail, so that a stranger's doing is noticed."""

from liaison.messages.account_news import account_news_mail
from liaison.records import Account
from liaison.usecases.context import Context
from liaison.usecases.delivering import queue_mail
from liaison.usecases.profiles import open_profile
from liaison.vocabulary.accounts import AccountNews


def tell(ctx: Context, account: Account, news: AccountNews) -> None:
    """Put the news into the outbox, for the address that the account has now, where mail leaves (ASVS 6.3.7)."""
    to = open_profile(ctx, account).email
    if ctx.mailer_ready and to:
        queue_mail(ctx, account_news_mail(news, account.organisation), to=to)
