"""What a trunk is asked about the future: V of a state, Q of every next token. Free of any particular model.

Two layers, hidden width that of the trunk, the last layer's weights zero: before the first update a head answers its
bias everywhere, which is set to the data's mean return.
"""

import torch
from torch import Tensor, nn


class Head(nn.Module):
    """Hidden states [..., width] to values [..., outputs], in float32 whatever the trunk computes in."""

    def __init__(self, width: int, outputs: int, bias: float, *, generator: torch.Generator) -> None:
        super().__init__()
        self.first = nn.Linear(width, width)
        self.last = nn.Linear(width, outputs)
        with torch.no_grad():
            reach = width**-0.5
            self.first.weight.uniform_(-reach, reach, generator=generator)
            self.first.bias.zero_()
            self.last.weight.zero_()
            self.last.bias.fill_(bias)

    def forward(self, hidden: Tensor) -> Tensor:
        values: Tensor = self.last(torch.relu(self.first(hidden.float())))
        return values


class ValueHead(Head):
    """V: hidden states [..., width] to values [...]."""

    def __init__(self, width: int, bias: float, *, generator: torch.Generator) -> None:
        super().__init__(width, 1, bias, generator=generator)

    def forward(self, hidden: Tensor) -> Tensor:
        return super().forward(hidden).squeeze(-1)


class QHead(Head):
    """Q: hidden states [..., width] to the values of every next token [..., vocabulary]."""

    def at(self, hidden: Tensor, state: Tensor, tokens: Tensor) -> Tensor:
        """Q of the given tokens alone: hidden [states, width], and for each of the tokens [n] its state [n]; values [n]."""
        inner = torch.relu(self.first(hidden.float()))[state]
        return (inner * self.last.weight[tokens]).sum(-1) + self.last.bias[tokens]


@torch.no_grad()
def polyak_(target: nn.Module, online: nn.Module, rate: float) -> None:
    """Moves the target's weights by `rate` of the way to the online ones, in place."""
    for slow, fast in zip(target.parameters(), online.parameters(), strict=True):
        slow.lerp_(fast, rate)
