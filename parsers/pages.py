"""What a page of HTML shows, without the libraries that read one: who only names it need not load them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Page:
    """`hidden_links`: addresses that stand in the sender's part, but not as its words; `shown`: content ids of
    images, each with the area in square pixels that the markup gives it (-1 where it gives none).
    """

    text: str = field(repr=False)
    hidden_links: tuple[str, ...] = field(default=(), repr=False)
    shown: tuple[tuple[str, int], ...] = field(default=(), repr=False)
