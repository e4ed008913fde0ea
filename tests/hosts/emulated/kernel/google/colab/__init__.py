"""What of Google's package a widget asks for, on a page that stands in for Colab's."""
