import numpy as np
import pandas as pd
import pytest

from generate_data import POPULATIONS, generate


@pytest.fixture(scope="session")
def customers() -> pd.DataFrame:
    """A thousand customers that are in no environment's data."""
    return generate(1_000, np.random.default_rng(42), POPULATIONS["staging"])
