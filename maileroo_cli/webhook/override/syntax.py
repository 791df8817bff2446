"""How a wish is written where it is asked for, so that the hint of an error says it in the reader's own terms.

The command line's is here; whoever asks in another way hands in a :class:`Syntax` of its own.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Syntax:
    """Sentences and forms, with ``{}`` where a name goes, or ``{path}`` and ``{value}``.

    ``force`` and ``replacing`` say how what Maileroo does not send is allowed, ``lifecycle`` how all events of a mail
    are asked for, ``fields`` where the fields of an event type are listed, ``form`` where the form of a lifecycle's
    file is shown. ``text`` gives a path a text, ``json`` any JSON value; ``tag`` is one item of ``tags``. ``setting``
    and ``removing`` name what the user wrote.
    """

    force: str
    replacing: str
    lifecycle: str
    fields: str
    form: str
    text: str
    json: str
    tag: str
    setting: str
    removing: str

    def in_toml(self) -> "Syntax":
        """Return the same, with values as they are written in a lifecycle's file."""
        return replace(
            self, text='"{path}" = "{value}"', json='"{path}" = {value}', tag='{{ name = "{name}", value = "{value}" }}'
        )


COMMAND_LINE = Syntax(
    force="--force-unknown sends it anyway",
    replacing="--force-unknown replaces it",
    lifecycle="--lifecycle {} sends all events of such a mail",
    fields="mhook events {} lists the fields",
    form="mhook manual sending shows the form of a lifecycle",
    text="{path}={value}",
    json="{path}:={value}",
    tag='{{"name": "{name}", "value": "{value}"}}',
    setting="--set {}",
    removing="--unset {}",
)
