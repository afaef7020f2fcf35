"""Questions to the store; the answers are frozen sheets, already cut to what the viewer may see."""
