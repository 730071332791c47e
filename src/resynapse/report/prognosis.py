"""The page of an individual forecast: whether it applies, the base rate, this patient, and what moved it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse.report import plots, reading
from resynapse.report.layout import Section, Table, sig
from resynapse.report.page import Picture, environment

if TYPE_CHECKING:
    import xarray

OWN, SHAM, BASE = "with the scores", "same visits without drug", "before any score"
STYLES = {OWN: (plots.BLUE, 0), SHAM: (plots.BROWN, 2), BASE: (plots.GREEN, 1)}
FIVE = (0.05, 0.25, 0.5, 0.75, 0.95)
OUTCOMES = {
    "response": "response: rated at most half of the rating before treatment, as trials count it",
    "remission": "remission: rated 10 points or fewer",
    "relapse": "relapse: a response reached earlier, lost; of the score itself, without the noise of a rating",
}
CARRIED = (
    "A range that says 90 % is right for nine of ten simulated patients; whether it is right for nine of ten people is "
    "not known: it was not validated on individual patients."
)


def sections(forecast: xarray.Dataset) -> list[Section]:
    """What to read, in order; outside the studied population there is no probability to show."""
    applies = _applies(forecast)
    if not forecast.attrs["inside"]:
        return [applies, _exposure(forecast), _background(forecast)]
    parts = (_base_rate, _patient, _dates, _moved, _background)
    return [applies, *(part(forecast) for part in parts)]


def html(forecast: xarray.Dataset, story: Sequence[Section], shown: dict[str, Picture]) -> str:
    """The page as text; nothing in it is fetched from elsewhere."""
    css = resources.files("resynapse.report").joinpath("templates", "page.css").read_text(encoding="utf-8")
    plan = reading.plan(forecast)
    count = int(forecast.attrs["scores"])
    return str(
        environment()
        .get_template("forecast.html")
        .render(
            css=css,
            name=str(plan.get("name", "unnamed plan")),
            inside=bool(forecast.attrs["inside"]),
            scores=f"{count} score{'' if count == 1 else 's'}" if count else "no score yet",
            given=[],
            plan=str(forecast.attrs["plan"]).strip(),
            version=forecast.attrs["version"],
            story=story,
            pictures=shown,
        )
    )


def table(forecast: xarray.Dataset) -> tuple[list[str], list[list[Any]]]:
    """Head and rows of forecast.csv: one row per arm and time."""
    head = ["arm", "time_h", *(f"madrs_q{round(100 * q):02d}" for q in forecast["quantile"].values)]
    head += [f"{name}_probability" for name in OUTCOMES]
    rows: list[list[Any]] = []
    for arm in forecast["arm"].values:
        one = forecast.sel(arm=arm)
        for k, hour in enumerate(forecast["time"].values):
            now = one.isel(time=k)
            shares = [float(now[f"{name}_probability"]) for name in OUTCOMES]
            rows.append([str(arm), float(hour), *map(float, now["madrs_band"].values), *shares])
    return head, rows


def _applies(forecast: xarray.Dataset) -> Section:
    reasons, cautions = (json.loads(forecast.attrs[name]) for name in ("reasons", "cautions"))
    if reasons:
        plain = ["No probability is shown: this plan or patient lies outside of what was studied."]
        return Section("applies", "Does this forecast apply?", plain, warnings=[_sentence(one) for one in reasons])
    until = forecast.attrs["studied_until_hours"] / 24
    plain = [f"Drug, route, doses and patient lie inside of what controlled trials studied, to day {until:g}.", CARRIED]
    return Section("applies", "Does this forecast apply?", plain, notes=[_sentence(one) for one in cautions])


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:].rstrip('.')}."


def _base_rate(forecast: xarray.Dataset) -> Section:
    last = float(forecast["time"][-1]) / 24
    share = {name: float(forecast[f"{name}_probability"].sel(arm=BASE)[-1]) for name in OUTCOMES}
    plain = [
        f"Of 100 simulated patients on this plan about whom nothing else is known, {100 * share['response']:.0f} are "
        f"responding and {100 * share['remission']:.0f} are in remission on day {last:g}. That is the base rate; "
        "everything below says how the scores of this patient change it."
    ]
    return Section("base", "The base rate", plain)


def _patient(forecast: xarray.Dataset) -> Section:
    curves = [_curve(forecast, arm) for arm in (OWN, SHAM, BASE)]
    hours, points = forecast["observed_time"].values, forecast["observed_score"].values
    seen = [
        plots.Point("rated (MADRS)", float(h), float(p), None, None)
        for h, p, s in zip(hours, points, forecast["observed_scale"].values, strict=True)
        if s == "MADRS"
    ]
    panel = plots.Panel(
        name="madrs",
        title="Depression score of this patient",
        ylabel="MADRS [points]",
        alt="Bands of the MADRS score over time, with and without the drug, and before any score was known",
        curves=curves,
        window=(0.0, float(forecast["time"][-1])),
        caption="Median, 50 % and 90 % of what a rater would write down. Without the drug: the same visits, the same "
        "patient; what is left is expectation and care.",
        points=seen,
        floor=0.0,
        ceiling=60.0,
    )
    # rounded before the difference is taken, so that a reader who subtracts finds the same
    with_drug, without = (round(float(forecast["madrs_band"].sel(arm=arm, quantile=0.5)[-1])) for arm in (OWN, SHAM))
    plain = [
        f"On the last day the median is {with_drug} points with the drug and {without} with the same visits "
        f"without it: {without - with_drug} points are the drug's share, the rest is expectation and care."
    ]
    return Section("patient", "This patient", plain, panels=[panel])


def _curve(forecast: xarray.Dataset, arm: str) -> plots.Curve:
    colour, dash = STYLES[arm]
    band = forecast["madrs_band"].sel(arm=arm, quantile=list(FIVE)).values
    shown = band if arm == OWN else None
    return plots.Curve(arm, forecast["time"].values, band[2], shown, colour, dash)


def _dates(forecast: xarray.Dataset) -> Section:
    panels = [
        plots.Panel(
            name=name,
            title=f"Probability of {name} by date",
            ylabel="probability",
            alt=f"Probability of {name} over time in the three arms",
            curves=[
                plots.Curve(arm, forecast["time"].values, shares.sel(arm=arm).values, None, *look)
                for arm, look in STYLES.items()
            ],
            window=(0.0, float(forecast["time"][-1])),
            caption=_sentence(meaning),
            floor=0.0,
            ceiling=1.0,
        )
        for name, meaning in OUTCOMES.items()
        for shares in (forecast[f"{name}_probability"],)
    ]
    days = [d for d in (1, 3, 7, 14, 21, 28) if d * 24 <= float(forecast["time"][-1])]
    rows = [[arm, *(_percents(forecast, arm, d) for d in days)] for arm in (BASE, OWN, SHAM)]
    head = ["", *(f"day {d}" for d in days)]
    return Section("dates", "By date", [], panels, [Table("Response / remission / relapse [%]", head, rows)])


def _percents(forecast: xarray.Dataset, arm: str, day: int) -> str:
    now = forecast.sel(arm=arm).sel(time=24.0 * day, method="nearest")
    return " / ".join(f"{100 * float(now[f'{name}_probability']):.0f}" for name in OUTCOMES)


def _moved(forecast: xarray.Dataset) -> Section:
    if not forecast.sizes.get("score"):
        return Section("moved", "What moved it", ["No score was given, so this is the base rate."])
    names = ("observed_time", "observed_scale", "observed_score", "moved")
    cells = zip(*(forecast[name].values for name in names), strict=True)
    rows = [[f"day {sig(float(h) / 24)}", str(s), sig(float(p)), _signed(100 * float(m))] for h, s, p, m in cells]
    head = ["when", "scale", "score", "change [percentage points]"]
    plain = ["Each score's own part in the last probability of response: with it, less without it."]
    return Section("moved", "What moved it", plain, tables=[Table("Scores so far", head, rows)])


def _signed(points: float) -> str:
    """A whole number with its sign; nothing has none."""
    return f"{round(points):+d}" if round(points) else "0"


def _exposure(forecast: xarray.Dataset) -> Section:
    if "plasma_total_ketamine" not in forecast:
        return Section("exposure", "Exposure", ["No level is simulated for this product."])
    level = 1000.0 * forecast["plasma_total_ketamine"].isel(patient=0).values
    curve = plots.Curve("typical patient", forecast["time"].values, level)
    panel = plots.Panel(
        name="plasma",
        title="Ketamine in plasma",
        ylabel="ng/mL",
        alt="Plasma level over time",
        curves=[curve],
        window=(0.0, float(forecast["time"][-1])),
        floor=0.0,
    )
    said = f"The typical patient's highest plasma level is {np.nanmax(level):.0f} ng/mL."
    return Section("exposure", "Exposure", [said], [panel])


def _background(forecast: xarray.Dataset) -> Section:
    attrs = forecast.attrs
    rows = [["version", attrs["version"]], ["parameters", attrs["parameter_hash"]], ["seed", str(attrs["seed"])]]
    if "effective_draws" in attrs:
        rows.append(["effective virtual patients", f"{float(attrs['effective_draws']):.0f}"])
    if "populations" in attrs:
        said = f"{attrs['populations']}, of posterior {attrs['posterior']}: what is not known of the model's numbers"
        rows.append(["populations that the patients are from", said])
    return Section("provenance", "Where this comes from", [attrs["status"]], tables=[Table("", ["", ""], rows)])


def rendered(forecast: xarray.Dataset) -> tuple[str, dict[str, bytes]]:
    """The page and its pictures by file name."""
    story = sections(forecast)
    shown = {
        panel.name: Picture(panel, f"{panel.name}.png", plots.render(panel)) for one in story for panel in one.panels
    }
    return html(forecast, story, shown), {picture.file: picture.png for picture in shown.values()}
