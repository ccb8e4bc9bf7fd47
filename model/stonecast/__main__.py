"""``python -m stonecast``: the command line."""

from stonecast.cli import main

if __name__ == "__main__":
    main()
