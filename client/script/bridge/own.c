/* What is said on our server, for others: see bridge.h. */
#include <stdlib.h>
#include <string.h>

#include "script/bridge/bridge.h"
#include "script/bridge/nats.h"
#include "shared/buf.h"
#include "shared/die.h"

/* The messages of a group that are remembered. */
#define RING 1000

/* A message as it was said; its words are in data. */
struct kept {
	struct said said;
	char data[];
};

static void
forget(struct group *group)
{
	for (size_t i = 0; group->ring != NULL && i < RING; i++) {
		free(group->ring[i]);
		group->ring[i] = NULL;
	}
}

static struct str
copy(char **to, struct str text)
{
	const struct str copied = { *to, text.len };

	memcpy(*to, text.at, text.len);
	*to += text.len;
	return copied;
}

/* Remembers the message in place of the oldest one. */
static void
keep(struct group *group, const struct said *said)
{
	struct kept *kept = malloc(
	    sizeof(*kept) + said->name.len + said->tags.len + said->text.len);
	struct kept **place;
	char *to;

	if (group->ring == NULL)
		group->ring = calloc(RING, sizeof(struct kept *));
	if (kept == NULL || group->ring == NULL)
		die_errno(EX_OSERR, "no memory for a message");
	to = kept->data;
	kept->said = *said;
	kept->said.name = copy(&to, said->name);
	kept->said.tags = copy(&to, said->tags);
	kept->said.text = copy(&to, said->text);
	place = &group->ring[group->ring_at++ % RING];
	if (*place != NULL)
		group->floor = (*place)->said.id;
	free(*place);
	*place = kept;
}

static void
publish(const char *subject, struct str verb, struct str token,
    const struct said *said)
{
	const struct str space = STR(" ");

	/* What cannot be sent is repaired. */
	(void)NATS_PUBLISH(subject, verb, token, DECIMAL(said->epoch), space,
	    DECIMAL(said->n), space, DECIMAL(said->id), space,
	    DECIMAL(said->before), space, said->name, space, said->tags, space,
	    said->text);
}

void
own_say(struct group *group, struct said *said)
{
	if (said->id <= group->head)
		return;
	said->epoch = group->epoch;
	said->n = ++group->n;
	said->before = group->head;
	group->head = said->id;
	keep(group, said);
	publish(bridge_subject("g", str_from(group->token)), STR(""), STR(""),
	    said);
}

void
own_joined(struct group *group)
{
	const bool first = group->epoch == 0;

	group->live = !group->history || (first && group->missed == 0);
	group->behind = !group->live;
	if (group->history && !first && group->head != 0)
		return; /* what was missed is fetched and then goes on */
	forget(group);
	group->epoch = group->floor = group->fetched = group->joined;
	group->n = 0;
	group->head = group->history ? group->joined : 0;
}

void
own_caught_up(struct group *group)
{
	group->live = group->head >= group->missed;
	group->behind = !group->live;
}

void
own_beat(uint64_t born)
{
	static size_t next; /* the first group of the next beat */
	char room[NATS_PAYLOAD];
	const struct str space = STR(" ");
	struct buf buf;
	const struct group *group;

	buf_init(&buf, room, sizeof(room));
	(void)BUF_CAT(&buf, DECIMAL(born));
	for (size_t i = 0; i < GROUPS_MOST; i++) {
		group = bridge_group(next);
		if (group != NULL && group->head != 0 && group->live &&
		    !BUF_CAT(&buf, space, str_from(group->token), space,
			DECIMAL(group->epoch), space, DECIMAL(group->n), space,
			DECIMAL(group->head)))
			break;
		next = group != NULL ? next + 1 : 0;
		if (group == NULL && i > 0)
			break;
	}
	(void)NATS_PUBLISH(bridge_subject("beat", STR("")),
	    buf_str(&buf)); /* or the next one */
}

void
own_send(struct peer *peer, const struct group *group, const struct said *said)
{
	char token[sizeof(group->token) + 1];
	struct buf buf;

	buf_init(&buf, token, sizeof(token));
	(void)BUF_CAT(&buf, str_from(group->token), STR(" ")); /* it fits */
	publish(bridge_subject("to", peers_name(peer)), STR("said "),
	    buf_str(&buf), said);
}

void
own_upto(struct peer *peer, const struct group *group, const struct said *to,
    uint64_t last)
{
	const struct str space = STR(" ");

	(void)NATS_PUBLISH(bridge_subject("to", peers_name(peer)), STR("upto "),
	    str_from(group->token), space, DECIMAL(group->epoch), space,
	    DECIMAL(to->n), space, DECIMAL(to->id), space,
	    DECIMAL(last)); /* or it is asked again */
}

bool
own_again(
    struct peer *peer, struct group *group, uint64_t epoch, uint64_t after)
{
	struct said last = { .n = group->n,
		.id = group->head > after ? group->head : after };
	uint64_t sent = after;
	size_t count = 0;

	if (after < group->floor && group->history)
		return false;
	for (size_t i = 0; i < RING && group->ring != NULL; i++) {
		const struct kept *kept =
		    group->ring[(group->ring_at + i) % RING];
		if (kept == NULL || kept->said.id <= sent)
			continue;
		if (++count > ANSWER_MOST)
			break;
		last = kept->said;
		if (count == 1 && last.before > after)
			last.before = epoch == group->epoch ? after : 0;
		own_send(peer, group, &last);
		sent = last.id;
	}
	own_upto(peer, group, &last, sent);
	return true;
}
