"""What the simulator expects, beside the chart, for clinicians."""
