"""The full-screen app: screens and widgets on Textual. What it decides about sessions is nothing: the core does."""
