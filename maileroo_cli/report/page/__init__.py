"""What all pages of mhook share: colours and fonts, the frame of a page, and tables. Charts are in ``report.chart``."""
