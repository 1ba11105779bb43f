/* A view: see view.h. */
#include "views/view.h"

struct str
view_name(const struct view *view)
{
	return (struct str) { view->name, view->name_len };
}

struct str
view_topic(const struct view *view)
{
	return (struct str) { view->topic, view->topic_len };
}

void
view_read(struct view *view)
{
	view->unread = 0;
	view->urgent = 0;
	view->news = NEWS_NONE;
	view->letter = 0;
}

void
view_set_topic(struct view *view, struct str topic)
{
	const size_t len =
	    topic.len < sizeof(view->topic) ? topic.len : sizeof(view->topic);

	view->topic_len = len;
	if (len > 0)
		memcpy(view->topic, topic.at, len);
}
