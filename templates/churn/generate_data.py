"""Makes the example's data: telco customers for dev, staging and prod, as Delta tables.

    python generate_data.py --seed 7 --out data

The same seed gives the same rows. Writing again adds a version to each table.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from deltalake import write_deltalake


@dataclass(frozen=True)
class Population:
    """How many customers an environment has, and how far they differ from the usual mix."""

    customers: int
    holdout: int
    fiber_share: float = 0.44
    price_increase: float = 0.0


POPULATIONS = {
    "dev": Population(customers=1_000, holdout=300),
    "staging": Population(customers=3_000, holdout=900),
    "prod": Population(customers=7_000, holdout=2_100, fiber_share=0.48, price_increase=1.5),
}


def generate(rows: int, rng: np.random.Generator, population: Population) -> pd.DataFrame:
    """Draws `rows` customers of a telephone company."""

    def yes(probability: float | np.ndarray) -> np.ndarray:
        return rng.random(rows) < probability

    def pick(*choices: str, p: list[float]) -> np.ndarray:
        return rng.choice(choices, rows, p=p)

    def service(wanted: np.ndarray, available: np.ndarray, otherwise: str) -> np.ndarray:
        return np.where(available, np.where(wanted, "Yes", "No"), otherwise)

    senior, partner = yes(0.16), yes(0.48)
    dependents = yes(np.where(partner, 0.5, 0.12))
    contract = pick("Month-to-month", "One year", "Two year", p=[0.55, 0.21, 0.24])
    monthly = contract == "Month-to-month"
    loyalty = {
        "Month-to-month": rng.beta(0.6, 1.7, rows),
        "One year": rng.beta(1.7, 1.2, rows),
        "Two year": rng.beta(3.0, 0.9, rows),
    }
    share = np.choose(np.searchsorted(list(loyalty), contract), list(loyalty.values()))
    tenure = np.round(72 * share).astype(int)
    tenure = np.where((tenure == 0) & yes(0.9), 1, tenure)

    fiber_share = population.fiber_share
    internet = pick("Fiber optic", "DSL", "No", p=[fiber_share, 0.78 - fiber_share, 0.22])
    fiber, online = internet == "Fiber optic", internet != "No"
    phone = yes(0.9) | ~online
    lines = yes(0.47)
    security, backup, protection, support = (yes(0.25 + 0.3 * ~monthly) for _ in range(4))
    tv, movies = yes(0.5), yes(0.5)
    paperless = yes(np.where(fiber, 0.75, 0.45))
    electronic = yes(np.where(fiber, 0.52, 0.2))
    others = pick(
        "Mailed check", "Bank transfer (automatic)", "Credit card (automatic)", p=[0.34, 0.33, 0.33]
    )
    payment = np.where(electronic, "Electronic check", others)

    extras = np.sum([security, backup, protection, support, 2 * tv, 2 * movies], axis=0)
    monthly_charges = 20 * phone + 5 * (lines & phone) + online * (np.where(fiber, 50, 25) + 5 * extras)
    monthly_charges = np.round(monthly_charges + population.price_increase + rng.normal(0, 1.2, rows), 2)
    total_charges = np.round(monthly_charges * tenure * rng.normal(1, 0.02, rows), 2)

    letters = rng.choice(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), (rows, 5))
    numbers = rng.permutation(max(rows, 10_000))[:rows]
    customers = pd.DataFrame(
        {
            "customerID": [f"{number:04d}-{''.join(word)}" for number, word in zip(numbers, letters)],
            "gender": pick("Female", "Male", p=[0.5, 0.5]),
            "SeniorCitizen": senior.astype(int),
            "Partner": np.where(partner, "Yes", "No"),
            "Dependents": np.where(dependents, "Yes", "No"),
            "tenure": tenure,
            "PhoneService": np.where(phone, "Yes", "No"),
            "MultipleLines": service(lines, phone, "No phone service"),
            "InternetService": internet,
            "OnlineSecurity": service(security, online, "No internet service"),
            "OnlineBackup": service(backup, online, "No internet service"),
            "DeviceProtection": service(protection, online, "No internet service"),
            "TechSupport": service(support, online, "No internet service"),
            "StreamingTV": service(tv, online, "No internet service"),
            "StreamingMovies": service(movies, online, "No internet service"),
            "Contract": contract,
            "PaperlessBilling": np.where(paperless, "Yes", "No"),
            "PaymentMethod": payment,
            "MonthlyCharges": monthly_charges,
            "TotalCharges": np.where(tenure == 0, " ", total_charges.astype(str)),
        }
    )
    left = yes(1 / (1 + np.exp(-churn_log_odds(customers))))
    return customers.assign(churn=np.where(left, "Yes", "No"))


def churn_log_odds(customers: pd.DataFrame) -> pd.Series:
    """What makes customers leave: above all monthly contracts, short tenures and fiber without support."""
    monthly = customers["Contract"] == "Month-to-month"
    two_year = customers["Contract"] == "Two year"
    fiber = customers["InternetService"] == "Fiber optic"
    offline = customers["InternetService"] == "No"
    unprotected = (customers["OnlineSecurity"] == "No") & (customers["TechSupport"] == "No")
    alone = (customers["Partner"] == "No") & (customers["Dependents"] == "No")
    electronic = customers["PaymentMethod"] == "Electronic check"
    expensive = customers["MonthlyCharges"] > 95
    settled = customers["tenure"] > 12
    return (
        -2.4
        + 0.9 * monthly
        - 0.7 * two_year
        + 1.1 * np.exp(-customers["tenure"] / 9)
        + 0.33 * fiber
        - 0.33 * offline
        + 0.2 * electronic
        + 0.1 * (customers["PaperlessBilling"] == "Yes")
        + 0.13 * customers["SeniorCitizen"]
        + 0.008 * (customers["MonthlyCharges"] - 65)
        + 1.25 * (fiber & monthly & unprotected)
        + 0.8 * (electronic & alone & monthly)
        - 1.05 * (monthly & ~fiber & settled)
        + 1.0 * (~monthly & expensive & (customers["TechSupport"] != "Yes"))
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=7, help="the same seed gives the same rows (default: 7)")
    parser.add_argument(
        "--out", type=Path, default=Path("data"), help="folder for the tables (default: data)"
    )
    arguments = parser.parse_args()
    for index, (environment, population) in enumerate(POPULATIONS.items()):
        rng = np.random.default_rng([arguments.seed, index])
        everybody = generate(population.customers + population.holdout, rng, population)
        parts = {"customers": everybody[: population.customers], "holdout": everybody[population.customers :]}
        for name, rows in parts.items():
            write_deltalake(arguments.out / environment / name, rows.reset_index(drop=True), mode="overwrite")
        share = (everybody["churn"] == "Yes").mean()
        sizes = f"{population.customers:,} customers and {population.holdout:,} held out"
        print(f"{environment}: {sizes}, {share:.0%} left")


if __name__ == "__main__":
    main()
