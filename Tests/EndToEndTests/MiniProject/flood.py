"""Writes more than a log keeps."""

print("begins")
for number in range(40_000):
    print(f"{number:08} " + "x" * 90)
print("ends")
