"""Tables, figures, the HTML report and what is saved: they show, they never decide."""
