"""What held each case back: symptoms out of what was recorded, and one small module a family of causes."""
