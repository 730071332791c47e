"""What a patient has agreed to: the text, who explained it, both signatures, and that it was taken back."""
