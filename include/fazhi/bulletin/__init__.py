"""The periodic bulletin (月调度, 季通报): what the marts say of one province and period, in Chinese, for people."""
