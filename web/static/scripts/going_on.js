// Goes on by itself where a page has nothing to ask; without script its button does the same.

document.querySelector("[data-go-on]").submit();
