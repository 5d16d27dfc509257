"""Pictures: functions of data that return a matplotlib or plotly figure."""
