/* Lines to the client: see out.h. */
#include "worker/irc/out.h"

#include <assert.h>

#define SPACE STR(" ")

struct str
irc_nick(const struct irc *irc)
{
	const struct conn *conn = irc->conn;

	if (conn->name_len > 0)
		return (struct str) { conn->name, conn->name_len };
	if (irc->registration.nick.len > 0)
		return IRC_STR(irc->registration.nick);
	return STR("*");
}

struct str
irc_self(const struct irc *irc, char room[IRC_MASK])
{
	if (irc->host.len == 0)
		return irc_nick(irc);
	return irc_cat(
	    room, IRC_MASK, STRS(irc_nick(irc), STR("!"), IRC_STR(irc->host)));
}

struct str
irc_server(const struct irc *irc)
{
	return irc->server.len > 0 ? IRC_STR(irc->server) : STR("irc.forkcast");
}

struct str
irc_signs(const struct irc *irc, struct str role)
{
	if (irc_has(role, 'o'))
		return irc_has(role, 'v') && irc_can(irc, CAP_MULTI_PREFIX) ?
		    STR("@+") :
		    STR("@");
	return irc_has(role, 'v') ? STR("+") : STR("");
}

static_assert(IRC_TAGS_OWN + LIMIT_TAGS + LIMIT_LINE <=
	sizeof(((struct irc_out *)NULL)->held_line),
    "the longest line can be held");

/* The tags of a line while they are written; there may be none. */
struct tagging {
	struct buf *to;
	bool any;
};

static void
put_tag(struct tagging *tags, struct str key, struct str value)
{
	(void)BUF_CAT(tags->to, tags->any ? STR(";") : STR("@"), key,
	    value.len > 0 ? STR("=") : nothing, value);
	tags->any = true;
}

/*
 * Writes the tags that tell what has happened, and when: the ID of the event is
 * its time.
 */
static void
put_event(
    struct irc *irc, struct tagging *tags, const struct irc_source *source)
{
	const struct irc_actor actor = irc_actor(source->actor);
	const struct str server = grammar_server_of(actor.name);

	if (irc_can(irc, CAP_ACCOUNT_TAG) && actor.account.len > 0)
		put_tag(tags, STR("account"), actor.account);
	if (irc_can(irc, CAP_RELAYMSG) && server.len > 0)
		put_tag(tags, STR("draft/relaymsg"), server);
	if (!irc_can(irc, CAP_MESSAGE_TAGS))
		return;
	if (source->part > 0 && source->id.len > 0 && !source->further)
		put_tag(tags, STR("msgid"), source->id);
	if (source->part > 1 && source->id.len > 0 && !source->further)
		(void)BUF_CAT(tags->to, STR("."), DECIMAL(source->part));
	if (irc_has(actor.flags, 'B'))
		put_tag(tags, STR("bot="), nothing); /* some need the "=" */
	/* Those of the sender's client are on the first line only. */
	if (irc->tags.len > 0 && source->part == 1 && !source->further)
		put_tag(tags, IRC_STR(irc->tags), nothing);
}

/* Writes the tags of a line, and the label unless it is empty. */
static void
put_tags(struct irc *irc, const struct irc_source *source, struct str label)
{
	const struct irc_out *out = &irc->out;
	struct tagging tags = { .to = out->to };
	char room[DATE_TEXT];
	uint64_t id;

	if (label.len > 0)
		put_tag(&tags, STR("label"), label);
	if (out->lines_of > 0)
		put_tag(&tags, STR("batch"), DECIMAL(out->lines_of));
	else if (out->batch > 0 && !out->aside)
		put_tag(&tags, STR("batch"), DECIMAL(out->batch));
	if (out->lines_of > 0 && out->continues)
		put_tag(&tags, STR(IRC_MULTILINE_CONCAT), nothing);
	/* The batch of a message of several lines has its other tags. */
	if (out->lines_of == 0 && irc_can(irc, CAP_SERVER_TIME)) {
		if (source == NULL ||
		    !str_to_number(source->id, UINT64_MAX, &id))
			id = clock_wall();
		put_tag(&tags, STR("time"), irc_date(id, room));
	}
	if (out->lines_of == 0 && source != NULL)
		put_event(irc, &tags, source);
	if (tags.any)
		(void)BUF_CAT(tags.to, SPACE);
}

static bool
is_holding(const struct irc *irc)
{
	return buf_len(&irc->out.held) > 0;
}

/* Sends the held line with one more tag in front. */
static void
let_go(struct irc *irc, struct str key, struct str value)
{
	struct str line = buf_str(&irc->out.held);
	const struct str end = str_skip(&line, STR("@")) ? STR(";") : SPACE;

	(void)BUF_CAT(
	    &irc->conn->out, STR("@"), key, STR("="), value, end, line);
	buf_drop(&irc->out.held, buf_len(&irc->out.held));
}

/* Writes ":MASK BATCH +NUMBER TYPE [ABOUT]". Returns the batch's number. */
static uint32_t
begin_batch(struct irc *irc, struct str mask, struct str type,
    struct str before, struct str about)
{
	const uint32_t batch = ++irc->out.batches;

	(void)BUF_CAT(&irc->conn->out, STR(":"), mask, STR(" BATCH +"),
	    DECIMAL(batch), SPACE, type, about.len > 0 ? SPACE : nothing,
	    before, about, STR("\r\n"));
	return batch;
}

/* Opens a batch of the server, in which the answer's lines are. */
static void
open_batch(struct irc *irc, struct str type, struct str about)
{
	irc->out.batch =
	    begin_batch(irc, irc_server(irc), type, nothing, about);
}

/* Opens a batch for the answer if it has a second line. */
static void
begin_second(struct irc *irc)
{
	struct irc_out *out = &irc->out;

	if (!is_holding(irc))
		return;
	if (!irc_can(irc, CAP_BATCH)) {
		let_go(irc, STR("label"), IRC_STR(out->label));
		return;
	}
	(void)BUF_CAT(
	    &irc->conn->out, STR("@label="), IRC_STR(out->label), SPACE);
	open_batch(irc, STR("labeled-response"), nothing);
	let_go(irc, STR("batch"), DECIMAL(out->batch));
}

void
irc_out_begin(struct irc *irc, const struct irc_source *source)
{
	struct irc_out *out = &irc->out;
	struct str mask = nothing;

	begin_second(irc);
	out->to = &irc->conn->out;
	if (out->label.len > 0 && !out->aside && out->lines++ == 0) {
		buf_init(&out->held, out->held_line, sizeof(out->held_line));
		out->to = &out->held;
	}
	put_tags(irc, source, nothing);
	out->body = buf_len(out->to);
	if (source != NULL)
		mask = irc_actor(source->actor).mask;
	OUT(irc, STR(":"), mask.len > 0 ? mask : irc_server(irc), SPACE);
}

void
irc_out_end(struct irc *irc)
{
	struct buf *to = irc->out.to;

	const struct str line = { to->data + to->start + irc->out.body,
		buf_len(to) - irc->out.body };
	/* Only farewells can be too long; messages come in pieces. */
	to->end -= line.len - irc_shown(line, IRC_BODY - 2).len;
	OUT(irc, STR("\r\n"));
}

/* Appends a word as the letter of the form says: see FORM. */
static void
put_word(struct irc *irc, char how, struct str word)
{
	const struct irc_actor actor = irc_actor(word);
	struct str host = actor.mask, rest = word;
	char room[DATE_TEXT];
	uint64_t time = 0;

	(void)str_cut(&host, '!');
	const struct str user = str_cut(&host, '@');
	(void)str_to_number(word, UINT64_MAX, &time); /* if it is a time */
	if (how == 't') {
		const struct irc_target target = irc_target(word);
		OUT(irc, target.before);
		word = target.name;
	} else if (how == 'a') {
		word = actor.name;
	} else if (how == 'm') {
		word = actor.mask;
	} else if (how == 'U') {
		word = user;
	} else if (how == 'H') {
		word = host;
	} else if (how == 'u' || how == 'A') {
		word = actor.account;
		if (word.len == 0)
			word = how == 'u' ? STR("*") : STR("0");
	} else if (how == 'w') {
		word = irc_word(word);
	} else if ((how == 'o' || how == 'f') && str_eq(word, STR("-"))) {
		word = nothing; /* the router's notation: none */
	} else if (how == 'o' && str_eq(word, STR("- "))) {
		word.len--; /* a single dash */
	} else if (how == 'f') { /* the router's "S" is "o" here */
		OUT(irc, str_cut(&rest, 'S'),
		    rest.at != NULL ? STR("o") : nothing);
		word = rest;
	} else if (how == 'd') {
		OUT(irc, DECIMAL(time / SEC));
		return;
	} else if (how == 'T' && time == 0) {
		word = STR("*");
	} else if (how == 'T' || how == 'D') {
		OUT(irc, how == 'T' ? STR("timestamp=") : nothing);
		word = irc_date(time, room);
	}
	OUT(irc, word);
}

/*
 * Takes a word of a form, after its '%': returns it as it is. *how is its
 * letter, or another byte if it has none.
 */
static struct str
take_word(struct irc *irc, struct str *form, const struct str *words,
    size_t count, char *how)
{
	const bool lettered =
	    form->len > 1 && form->at[1] >= '0' && form->at[1] <= '9';
	const char which = form->at[lettered];

	*how = form->at[0];
	str_drop(form, lettered ? 2 : 1);
	if (which == 'n')
		return irc_nick(irc);
	if (which == 's')
		return irc_server(irc);
	if (which == '0')
		return irc->ask != NULL ? irc->ask->word : nothing;
	return (size_t)(which - '0') < count ? words[which - '0'] : nothing;
}

/* Drops the form up to one of the two bytes, and that too. */
static void
skip_to(struct str *form, char one, char other)
{
	while (form->len > 0 && form->at[0] != one && form->at[0] != other)
		str_drop(form, 1);
	if (form->len > 0)
		str_drop(form, 1);
}

void
irc_out_form(struct irc *irc, const struct str *words, size_t count)
{
	struct str form = words[0];

	while (form.len > 0) {
		const char byte = form.at[0];
		const size_t plain = strcspn(form.at, "%[|]");
		struct str ahead = form, word;
		char how;

		OUT(irc, ((struct str) { form.at, plain }));
		str_drop(&form, plain > 0 ? plain : 1);
		if (plain > 0)
			continue;
		if (byte == '[') {
			skip_to(&ahead, '%', '%');
			if (take_word(irc, &ahead, words, count, &how).len == 0)
				skip_to(&form, '|', ']');
		} else if (byte == '|') {
			skip_to(&form, ']', ']');
		} else if (byte == '%') {
			word = take_word(irc, &form, words, count, &how);
			put_word(irc, how, word);
		}
	}
}

void
irc_out_line(struct irc *irc, const struct irc_source *source,
    const struct str *words, size_t count)
{
	irc_out_begin(irc, source);
	irc_out_form(irc, words, count);
	irc_out_end(irc);
}

void
irc_tell(struct irc *irc, const struct str *words, size_t count)
{
	const struct irc_source self = { .actor = irc_nick(irc) };
	struct str rest[10], *form = &rest[0];

	assert(count <= COUNT(rest));
	memcpy(rest, words, count * sizeof(*words));
	if (str_skip(form, STR("="))) {
		irc->out.to = &irc->conn->out;
		irc->out.body = buf_len(irc->out.to);
	} else {
		irc_out_begin(irc, str_skip(form, STR(":")) ? &self : NULL);
	}
	if (form->at[0] >= '0' && form->at[0] <= '9') {
		OUT(irc, ((struct str) { form->at, 4 }), irc_nick(irc), SPACE);
		str_drop(form, 4);
	}
	irc_out_form(irc, rest, count);
	irc_out_end(irc);
}

bool
irc_list_add(struct irc *irc, size_t most, struct str a, struct str b)
{
	const struct str space = irc->list.len > 0 ? SPACE : nothing;

	return irc->list.len + 1 + a.len + b.len <= most &&
	    IRC_ADD(irc->list, space, a, b);
}

void
irc_out_label(struct irc *irc, struct str label)
{
	irc->out.batch = 0;
	irc->out.lines = 0;
	IRC_KEEP(irc->out.label, label);
}

void
irc_out_batch(struct irc *irc, struct str type, struct str about)
{
	struct irc_out *out = &irc->out;
	struct buf *to = &irc->conn->out;

	if (out->listed)
		return;
	out->listed = true;
	if (!irc_can(irc, CAP_BATCH))
		return;
	begin_second(irc);
	if (out->batch > 0)
		(void)BUF_CAT(to, STR("@batch="), DECIMAL(out->batch), SPACE);
	else if (out->label.len > 0)
		(void)BUF_CAT(to, STR("@label="), IRC_STR(out->label), SPACE);
	out->outer = out->batch;
	if (out->outer == 0)
		out->label.len = 0; /* it is sent only once */
	open_batch(irc, type, about);
}

static void
close_batch(struct irc *irc, uint32_t outer, uint32_t batch)
{
	if (outer > 0)
		(void)BUF_CAT(
		    &irc->conn->out, STR("@batch="), DECIMAL(outer), SPACE);
	(void)BUF_CAT(&irc->conn->out, STR(":"), irc_server(irc),
	    STR(" BATCH -"), DECIMAL(batch), STR("\r\n"));
}

void
irc_out_batch_end(struct irc *irc)
{
	struct irc_out *out = &irc->out;

	if (out->listed && out->batch > 0) {
		close_batch(irc, out->outer, out->batch);
		out->batch = out->outer;
		out->outer = 0;
	}
	out->listed = false;
}

uint32_t
irc_out_lines(
    struct irc *irc, const struct irc_source *source, struct str target)
{
	const struct irc_target to = irc_target(target);
	struct irc_out *out = &irc->out;
	bool answers;

	begin_second(irc);
	out->to = &irc->conn->out;
	answers = out->label.len > 0 && !out->aside && out->batch == 0;
	put_tags(irc, source, answers ? IRC_STR(out->label) : nothing);
	if (answers)
		out->label.len = 0; /* it is sent only once */
	return begin_batch(irc, irc_actor(source->actor).mask,
	    STR(IRC_MULTILINE), to.before, to.name);
}

void
irc_out_lines_end(struct irc *irc, uint32_t batch)
{
	const struct irc_out *out = &irc->out;

	close_batch(irc, out->aside ? 0 : out->batch, batch);
}

void
irc_out_done(struct irc *irc)
{
	struct irc_out *out = &irc->out;

	if (out->label.len == 0)
		return;
	if (out->lines == 0)
		OUT_LINE(irc, NULL, "ACK"); /* it is held */
	if (is_holding(irc))
		let_go(irc, STR("label"), IRC_STR(out->label));
	if (out->batch > 0)
		close_batch(irc, 0, out->batch);
	out->batch = 0;
	out->label.len = 0;
}
