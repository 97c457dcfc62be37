"""What is not on the web: surveys, expert marks, checklists and ledgers (台账), filed as workbooks by people."""
