import numpy as np
import pandas as pd

from generate_data import POPULATIONS, generate


def test_the_same_seed_gives_the_same_customers(customers: pd.DataFrame) -> None:
    again = generate(1_000, np.random.default_rng(42), POPULATIONS["staging"])
    assert customers.equals(again)


def test_about_a_quarter_leaves_and_ids_are_unique(customers: pd.DataFrame) -> None:
    assert 0.2 < (customers["churn"] == "Yes").mean() < 0.33
    assert customers["customerID"].is_unique
    assert (customers["TotalCharges"] == " ").equals(customers["tenure"] == 0)
