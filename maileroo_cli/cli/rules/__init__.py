"""The commands that tell what a correct receiver does, rule by rule."""
