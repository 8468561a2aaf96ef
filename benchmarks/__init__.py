"""What can be measured of the bar: `make bench` prints each figure beside what it must be."""
