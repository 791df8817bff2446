"""Redirects: where they usually lead, and what to do about each."""

from maileroo_cli.delivery.attempt.outcome import AttemptProblem

_ADVICE = {
    AttemptProblem.TO_HTTPS: "it wants https://: register the https:// URL, and use it here",
    AttemptProblem.TO_SLASH: "the route ends in a slash: register the URL with it, and use it here",
    AttemptProblem.FROM_SLASH: "the route does not end in a slash: register the URL without it, and use it here",
    AttemptProblem.TO_ITSELF: "that is the same URL again: answer 200 there",
    AttemptProblem.TO_LOGIN: "that looks like a page to sign in: let webhooks pass without that",
}
_USUAL = "register the final URL, and use it here"


def redirect_advice(problem: AttemptProblem | None) -> str:
    """Return what to do about a redirect, where ``problem`` says where it leads."""
    return _ADVICE.get(problem, _USUAL) if problem is not None else _USUAL
