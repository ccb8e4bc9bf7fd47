"""The agents of the model, on Mesa: brands and bloggers who decide, readers as views of rows."""

from stonecast.agents.blogger import BigBlogger, Blogger, SmallBlogger
from stonecast.agents.brand import Brand
from stonecast.agents.reader import Reader

__all__ = ["BigBlogger", "Blogger", "Brand", "Reader", "SmallBlogger"]
