"""The agents of the model, on Mesa: brands and bloggers who decide, readers as views of rows."""

from stonecast.agents.account import Account
from stonecast.agents.blogger import BigBlogger, Blogger, SmallBlogger
from stonecast.agents.brand import Brand
from stonecast.agents.community import Community
from stonecast.agents.journalist import Journalist
from stonecast.agents.reader import Reader

__all__ = ["Account", "BigBlogger", "Blogger", "Brand", "Community", "Journalist", "Reader", "SmallBlogger"]
