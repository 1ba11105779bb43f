/* Topics of IRC: see topic.h. */
#include "worker/irc/topic.h"

#define NONE STR("-")
#define DASH STR("- ")

struct str
irc_topic_to_set(struct str text)
{
	if (text.len == 0)
		return NONE;
	return str_eq(text, NONE) ? DASH : text;
}

struct str
irc_topic_text(struct str topic)
{
	if (str_eq(topic, NONE))
		return (struct str) { NULL, 0 };
	return str_eq(topic, DASH) ? NONE : topic;
}
