"""Turns customers as the billing system has them into numbers that a model can learn from."""

import pandas as pd

from churn.data import dataset, write_dataset

LABEL = "churn"
NUMBERS = ["SeniorCitizen", "tenure", "MonthlyCharges", "TotalCharges"]
CATEGORIES = {
    "gender": ["Female", "Male"],
    "Partner": ["No", "Yes"],
    "Dependents": ["No", "Yes"],
    "PhoneService": ["No", "Yes"],
    "MultipleLines": ["No phone service", "No", "Yes"],
    "InternetService": ["No", "DSL", "Fiber optic"],
    "OnlineSecurity": ["No internet service", "No", "Yes"],
    "OnlineBackup": ["No internet service", "No", "Yes"],
    "DeviceProtection": ["No internet service", "No", "Yes"],
    "TechSupport": ["No internet service", "No", "Yes"],
    "StreamingTV": ["No internet service", "No", "Yes"],
    "StreamingMovies": ["No internet service", "No", "Yes"],
    "Contract": ["Month-to-month", "One year", "Two year"],
    "PaperlessBilling": ["No", "Yes"],
    "PaymentMethod": [
        "Mailed check",
        "Bank transfer (automatic)",
        "Credit card (automatic)",
        "Electronic check",
    ],
}
FEATURES = NUMBERS + list(CATEGORIES)


def encode(customers: pd.DataFrame) -> pd.DataFrame:
    """Gives a row of numbers per customer. Nothing is learned from them, so training and scoring agree."""
    encoded = customers[NUMBERS].copy()
    # Customers in their first month have been billed nothing yet: a blank, not a zero.
    encoded["TotalCharges"] = pd.to_numeric(encoded["TotalCharges"].str.strip(), errors="coerce").fillna(0.0)
    for column, values in CATEGORIES.items():
        unknown = set(customers[column]) - set(values)
        if unknown:
            raise ValueError(f"column '{column}' has unknown values: {sorted(map(str, unknown))}")
        encoded[column] = customers[column].map({value: code for code, value in enumerate(values)})
    return encoded.astype("float64")


def labels(customers: pd.DataFrame) -> pd.Series:
    """Gives 1 for every customer who left."""
    return (customers[LABEL] == "Yes").astype("int64")


def main() -> None:
    customers = dataset("customers").read()
    features = encode(customers).assign(churn=labels(customers))
    write_dataset("features", features)
    print(f"features: {len(features)} customers, {features[LABEL].mean():.1%} left")


if __name__ == "__main__":
    main()
