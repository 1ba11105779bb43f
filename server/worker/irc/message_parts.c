/* Tags and targets of messages: see message_parts.h. */
#include "worker/irc/message_parts.h"

#include "worker/irc/line.h"

/* The room for tags in a line to the router, after "tags ". */
#define TAGS_LINE ((size_t)LIMIT_LINE - 6)

static const struct str nothing;

void
irc_message_tags(struct str tags, struct buf *buf)
{
	struct irc_tag tag;

	while (irc_tag_next(&tags, &tag))
		if (tag.client)
			(void)BUF_CAT(buf,
			    buf_len(buf) > 0 ? STR(";") : nothing, tag.key,
			    tag.value.len > 0 ? STR("=") : nothing,
			    tag.value); /* no longer than before: it fits */
}

void
irc_message_say_tags(struct irc *irc, struct str tags)
{
	const struct str first = irc_shown(tags, TAGS_LINE);

	if (tags.len == 0)
		return;
	(void)IRC_ASK(
	    irc, IRC_ASKS_NOTHING, nothing, STR("tags"), first); /* valid */
	str_drop(&tags, first.len);
	if (tags.len > 0)
		(void)IRC_ASK(irc, IRC_ASKS_NOTHING, nothing, STR("tags"),
		    tags); /* valid */
}

/* The prefixes of targets, and what the router has in place of each. */
static const struct {
	struct str prefix;
	struct str part;
} parts[] = {
	{ LIT("@#"), LIT("o:") }, { LIT("+#"), LIT("v:") },
	{ LIT("#"), LIT("") }, { LIT(""), LIT("@") }, /* any other */
};

void
irc_message_target(struct str target, struct irc_target *to)
{
	size_t i = 0;

	while (!str_skip(&target, parts[i].prefix))
		i++;
	to->len = 0;
	if (target.len > 0)
		(void)IRC_ADD(
		    *to, parts[i].part, target); /* or it is invalid */
}
