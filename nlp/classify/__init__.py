"""What an article is about: features, model, training, evaluation."""
