select operation, number
from published.edition
