"""Accounts: what a call has used and cost, where the endpoint does not say so itself."""

import asyncio
from typing import Any

from proxy.asked import Plan
from proxy.ending import Fate
from proxy.estimate import estimated
from proxy.prices import cost
from proxy.usage import cost_of


async def account(final: dict[str, Any], plan: Plan, fate: Fate, host: str | None) -> None:
    """Completes a call's ending: tokens are counted if nobody has, then priced as at `host` if nobody has."""
    passage, translated = fate.passage, fate.translated
    if translated is not None:
        # The translation is the proxy's own work, the start of its worker included.
        final["ms"]["proxy"] = round(final["ms"]["proxy"] + translated["ms"], 3)
        final["cost"] = final["cost"] or cost_of(translated["usage"]["raw"])
    if passage is None or not passage.answer.answers:
        return
    if final["usage"]["source"] == "absent" and passage.readable and (text := passage.text()) is not None:
        # In a thread, as counting takes its time and other calls have none to wait.
        counted = await asyncio.to_thread(estimated, plan.dialect.name, plan.asked_body(), text)
        final["usage"] = counted | {"raw": final["usage"]["raw"]}
    if final["cost"] is None:
        final["cost"] = cost(passage.answer.served or plan.sent, final["usage"], host)
