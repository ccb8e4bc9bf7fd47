from stonecast.campaign import TOTALS, Run, run  # temporary
