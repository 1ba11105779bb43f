/* Lines for the client: see out.h. */
#include "worker/irc/out.h"

#include <assert.h>

#include "worker/irc/notation.h"

#define SPACE STR(" ")

/* The most bytes of a client's word that an error shows. */
#define SHOWN ((size_t)100)

static const struct str nothing;

struct str
irc_server(const struct irc *irc)
{
	return irc->server.len > 0 ? IRC_STR(irc->server) : STR("irc.forkcast");
}

struct irc_actor
irc_actor(struct str actor)
{
	struct irc_actor parts = { .mask = actor };
	struct str rest = actor;

	parts.name = str_cut(&rest, '!');
	if (rest.len == 0)
		return parts;
	(void)str_cut(&rest, '!');
	if (rest.len > 0)
		parts.mask.len = (size_t)(rest.at - 1 - actor.at);
	parts.account = str_cut(&rest, '!');
	if (str_eq(parts.account, STR("*")))
		parts.account = nothing;
	parts.flags = rest;
	return parts;
}

bool
irc_has(struct str letters, char letter)
{
	return letters.len > 0 &&
	    memchr(letters.at, letter, letters.len) != NULL;
}

struct str
irc_word(struct str word)
{
	if (word.len == 0 || word.at[0] == ':' ||
	    memchr(word.at, ' ', word.len) != NULL)
		return STR("*");
	return irc_shown(word, SHOWN);
}

/* The tags of a line while they are written; there may be none. */
struct tagging {
	struct buf *to;
	bool any;
};

static void
irc_out_put(
    struct tagging *tags, struct str key, struct str value, struct str more)
{
	(void)BUF_CAT(tags->to, tags->any ? STR(";") : STR("@"), key,
	    value.len > 0 ? STR("=") : nothing, value, more); /* fits */
	tags->any = true;
}

static void
put_batch(struct irc *irc, struct tagging *tags)
{
	irc_out_put(tags, STR("batch"), DECIMAL(irc->out.batch), nothing);
}

/* Adds the time of the event, which is its ID, or the current time. */
static void
put_time(struct irc *irc, struct tagging *tags, const struct irc_source *source)
{
	char room[IRC_DATE];
	uint64_t id;

	if (source == NULL || !str_to_number(source->id, UINT64_MAX, &id))
		id = clock_wall();
	irc_out_put(tags, STR("time"), irc_date(irc, id, room), nothing);
}

static void
put_id(struct tagging *tags, const struct irc_source *source)
{
	char room[1 + STR_DIGITS] = ".";
	struct str more = nothing;

	if (source->part > 1) {
		const struct str number = DECIMAL(source->part);
		memcpy(room + 1, number.at, number.len);
		more = (struct str) { room, 1 + number.len };
	}
	irc_out_put(tags, STR("msgid"), source->id, more);
}

/* Adds the tags of the sender's client, to the first part of a text only. */
static void
put_clients(
    struct irc *irc, struct tagging *tags, const struct irc_source *source)
{
	if (irc->tags.len > 0 && (source->part == 1 || source->further))
		irc_out_put(tags, IRC_STR(irc->tags), nothing, nothing);
}

/* Writes the tags of a line of a message, which has all others. */
static void
put_tags_of_line(struct irc *irc)
{
	struct tagging tags = { .to = irc->out.to };

	irc_out_put(&tags, STR("batch"), DECIMAL(irc->out.lines_of), nothing);
	if (irc->out.continues)
		irc_out_put(&tags, STR(IRC_MULTILINE_CONCAT), nothing, nothing);
	(void)BUF_CAT(tags.to, SPACE); /* fits */
}

/* Writes the tags of a line, and the label unless it is empty. */
static void
put_tags(struct irc *irc, const struct irc_source *source,
    const struct irc_actor *actor, struct str label)
{
	struct tagging tags = { .to = irc->out.to };

	if (label.len > 0)
		irc_out_put(&tags, STR("label"), label, nothing);
	if (irc->out.batched && !irc->out.aside)
		put_batch(irc, &tags);
	if (irc_can(irc, CAP_SERVER_TIME))
		put_time(irc, &tags, source);
	if (source != NULL && irc_can(irc, CAP_ACCOUNT_TAG) &&
	    actor->account.len > 0)
		irc_out_put(&tags, STR("account"), actor->account, nothing);
	if (source != NULL && irc_can(irc, CAP_RELAYMSG) &&
	    grammar_server_of(actor->name).len > 0)
		irc_out_put(&tags, STR("draft/relaymsg"),
		    grammar_server_of(actor->name), nothing);
	if (source != NULL && irc_can(irc, CAP_MESSAGE_TAGS)) {
		if (source->part > 0 && !source->further)
			put_id(&tags, source);
		if (irc_has(actor->flags, 'B'))
			irc_out_put(&tags, STR("bot"), nothing, nothing);
		put_clients(irc, &tags, source);
	}
	if (tags.any)
		(void)BUF_CAT(tags.to, SPACE); /* fits */
}

/* Sends the held line with one more tag in front. */
static void
irc_out_let_go(struct irc *irc, struct str key, struct str value)
{
	struct irc_out *out = &irc->out;
	struct tagging tags = { .to = &irc->conn->out };
	struct str line = buf_str(&out->held);

	irc_out_put(&tags, key, value, nothing);
	if (line.at[0] == '@') {
		str_drop(&line, 1);
		(void)BUF_CAT(tags.to, STR(";"), line); /* fits */
	} else {
		(void)BUF_CAT(tags.to, SPACE, line); /* fits */
	}
	buf_drop(&out->held, buf_len(&out->held));
}

/* Opens a batch for the answer, because it has a second line. */
static void
open_batch(struct irc *irc)
{
	struct irc_out *out = &irc->out;
	struct str number;

	if (!irc_can(irc, CAP_BATCH)) {
		irc_out_let_go(irc, STR("label"), IRC_STR(out->label));
		return;
	}
	out->batched = true;
	out->batch = ++out->batches;
	number = DECIMAL(out->batch);
	(void)BUF_CAT(&irc->conn->out, STR("@label="), IRC_STR(out->label),
	    STR(" :"), irc_server(irc), STR(" BATCH +"), number,
	    STR(" labeled-response\r\n")); /* fits */
	irc_out_let_go(irc, STR("batch"), number);
}

static bool
is_holding(const struct irc *irc)
{
	return buf_len(&irc->out.held) > 0;
}

void
irc_out_begin(struct irc *irc, const struct irc_source *source)
{
	struct irc_out *out = &irc->out;
	const bool answers = out->labelled && !out->aside;
	struct irc_actor actor = { .mask = { NULL, 0 } };

	if (out->early > 0) {
		/* A repeated step must not ask twice. */
		assert(irc->conn->asks->count == out->early);
		out->too_early = true;
		buf_init(&out->dropped, out->held_line, 0);
		out->to = &out->dropped;
		return;
	}
	if (is_holding(irc))
		open_batch(irc);
	out->to = &irc->conn->out;
	if (answers && out->lines++ == 0) {
		buf_init(&out->held, out->held_line, sizeof(out->held_line));
		out->to = &out->held;
	}
	if (source != NULL)
		actor = irc_actor(source->actor);
	if (out->lines_of > 0)
		put_tags_of_line(irc);
	else
		put_tags(irc, source, &actor, nothing);
	out->body = buf_len(out->to);
	OUT(irc, STR(":"), actor.mask.len > 0 ? actor.mask : irc_server(irc),
	    SPACE);
}

void
irc_out_begin_bare(struct irc *irc)
{
	irc->out.to = &irc->conn->out;
	irc->out.body = buf_len(irc->out.to);
}

size_t
irc_out_room(const struct irc *irc)
{
	const size_t used = buf_len(irc->out.to) - irc->out.body + 2;

	return used < IRC_BODY ? IRC_BODY - used : 0;
}

void
irc_out_end(struct irc *irc)
{
	struct buf *to = irc->out.to;

	if (to == &irc->out.dropped)
		return;
	const struct str line = { to->data + to->start + irc->out.body,
		buf_len(to) - irc->out.body };
	/* Only farewells can be too long; messages come in pieces. */
	to->end -= line.len - irc_shown(line, IRC_BODY - 2).len;
	OUT(irc, STR("\r\n"));
}

void
irc_out_line(struct irc *irc, const struct irc_source *source,
    const struct str *pieces, size_t count)
{
	irc_out_begin(irc, source);
	(void)buf_cat(irc->out.to, pieces, count); /* fits */
	irc_out_end(irc);
}

void
irc_out_label(struct irc *irc, struct str label)
{
	irc->out.labelled = label.len > 0;
	irc->out.batched = false;
	irc->out.lines = 0;
	IRC_KEEP(irc->out.label, label);
}

/* Writes the tag of the first line of a batch: its label, or its outer batch.
 */
static void
put_reason(struct irc *irc)
{
	const struct irc_out *out = &irc->out;
	struct buf *to = &irc->conn->out;

	if (out->outer > 0)
		(void)BUF_CAT(
		    to, STR("@batch="), DECIMAL(out->outer), SPACE); /* fits */
	else if (out->labelled)
		(void)BUF_CAT(
		    to, STR("@label="), IRC_STR(out->label), SPACE); /* fits */
}

void
irc_out_batch(struct irc *irc, struct str type, struct str about)
{
	struct irc_out *out = &irc->out;

	if (!irc_can(irc, CAP_BATCH) || out->outer > 0)
		return;
	if (out->labelled && is_holding(irc))
		open_batch(irc);
	if (out->batched && !out->labelled)
		return;
	if (out->batched)
		out->outer = out->batch;
	put_reason(irc);
	if (out->outer == 0)
		out->labelled = false; /* the label is sent only once */
	out->batched = true;
	out->batch = ++out->batches;
	(void)BUF_CAT(&irc->conn->out, STR(":"), irc_server(irc),
	    STR(" BATCH +"), DECIMAL(out->batch), SPACE, type,
	    about.len > 0 ? SPACE : nothing, about, STR("\r\n")); /* fits */
}

void
irc_out_batch_end(struct irc *irc)
{
	struct irc_out *out = &irc->out;

	if (!out->batched)
		return;
	if (out->outer > 0)
		put_reason(irc);
	(void)BUF_CAT(&irc->conn->out, STR(":"), irc_server(irc),
	    STR(" BATCH -"), DECIMAL(out->batch), STR("\r\n")); /* fits */
	out->batched = out->outer > 0;
	out->batch = out->outer;
	out->outer = 0;
}

uint32_t
irc_out_lines(struct irc *irc, const struct irc_source *source,
    struct str before, struct str target)
{
	struct irc_out *out = &irc->out;
	const struct irc_actor actor = irc_actor(source->actor);
	bool answers;

	if (is_holding(irc))
		open_batch(irc);
	out->to = &irc->conn->out;
	answers = out->labelled && !out->aside && !out->batched;
	put_tags(irc, source, &actor, answers ? IRC_STR(out->label) : nothing);
	if (answers)
		out->labelled = false; /* the label is sent only once */
	OUT(irc, STR(":"), actor.mask, STR(" BATCH +"), DECIMAL(++out->batches),
	    STR(" " IRC_MULTILINE " "), before, target, STR("\r\n"));
	return out->batches;
}

void
irc_out_lines_end(struct irc *irc, uint32_t batch)
{
	struct irc_out *out = &irc->out;

	out->to = &irc->conn->out;
	if (out->batched && !out->aside)
		OUT(irc, STR("@batch="), DECIMAL(out->batch), SPACE);
	OUT(irc, STR(":"), irc_server(irc), STR(" BATCH -"), DECIMAL(batch),
	    STR("\r\n"));
}

void
irc_out_done(struct irc *irc)
{
	struct irc_out *out = &irc->out;

	if (!out->labelled)
		return;
	if (out->lines == 0)
		OUT_LINE(irc, NULL, STR("ACK")); /* it is held */
	if (is_holding(irc))
		irc_out_let_go(irc, STR("label"), IRC_STR(out->label));
	irc_out_batch_end(irc);
	out->labelled = false;
}

void
irc_numeric(
    struct irc *irc, const char *digits, const struct str *pieces, size_t count)
{
	irc_out_begin(irc, NULL);
	OUT(irc, str_from(digits), SPACE, irc_nick(irc), SPACE);
	(void)buf_cat(irc->out.to, pieces, count); /* fits */
	irc_out_end(irc);
}

void
irc_fail_about(struct irc *irc, struct str command, struct str code,
    struct str about, struct str text)
{
	OUT_LINE(irc, NULL, STR("FAIL "), irc_word(command), SPACE, code,
	    about.len > 0 ? SPACE : nothing, about, STR(" :"), text);
}

void
irc_fail(struct irc *irc, struct str command, struct str code, struct str text)
{
	irc_fail_about(irc, command, code, nothing, text);
}
