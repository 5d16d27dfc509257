"""What an answer cell calls: compare a value, explain the verdict, hint at the misconception."""
