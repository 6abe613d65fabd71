import pandas as pd
import pytest

from churn.features import CATEGORIES, FEATURES, encode, labels


def test_every_feature_becomes_a_number(customers: pd.DataFrame) -> None:
    encoded = encode(customers)
    assert list(encoded.columns) == FEATURES
    assert (encoded.dtypes == "float64").all()
    assert not encoded.isna().any().any()


def test_blank_total_charges_count_as_nothing_billed_yet(customers: pd.DataFrame) -> None:
    newcomers = customers.head(2).assign(tenure=0, TotalCharges=[" ", "12.5"])
    assert encode(newcomers)["TotalCharges"].tolist() == [0.0, 12.5]


def test_a_code_does_not_depend_on_the_other_rows(customers: pd.DataFrame) -> None:
    assert encode(customers.tail(1)).equals(encode(customers).tail(1))


@pytest.mark.parametrize("column", CATEGORIES)
def test_an_unknown_value_is_refused_by_name(customers: pd.DataFrame, column: str) -> None:
    with pytest.raises(ValueError, match=f"'{column}' has unknown values: .'Unheard of'"):
        encode(customers.head(1).assign(**{column: "Unheard of"}))


def test_encoding_leaves_its_input_alone(customers: pd.DataFrame) -> None:
    before = customers.copy()
    encode(customers)
    assert customers.equals(before)


def test_labels_are_one_for_those_who_left(customers: pd.DataFrame) -> None:
    assert labels(customers.head(2).assign(churn=["Yes", "No"])).tolist() == [1, 0]
