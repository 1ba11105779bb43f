/*
 * SEARCH (soju.im/search): messages of a channel or of a talk, by their text,
 * their sender and their time. The router finds them from the newest to the
 * oldest, a page at a time. Their IDs are collected here, and then they are
 * shown in the order in which they were sent.
 */
#include "worker/irc/notation.h"
#include "worker/irc/out.h"
#include "worker/irc/past.h"
#include "worker/irc/session.h"

/* The lines that one page asks for, and the most pages. */
#define PAGE 200
#define PAGES 50

/* The attributes of a line. */
struct wanted {
	struct str in; /* the channel or the nick */
	struct str table;
	struct str from; /* a nick; empty: anybody */
	struct str text; /* empty: any */
	uint64_t after; /* the first ID */
	uint64_t before; /* the ID after the last one; 0: no bound */
	uint64_t limit;
	char room[IRC_TABLE];
	char unescaped[IRC_BODY];
};

/* Finds an attribute. Returns false if it is missing or empty. */
static bool
attribute(struct str attributes, struct str key, struct str *value)
{
	return irc_tag_find(attributes, key, value) && value->len > 0;
}

/* Reads the attributes. Returns false if one is wrong, with its key in *wrong.
 */
static bool
read_wanted(struct str attributes, struct wanted *wanted, struct str *wrong)
{
	struct irc_reference time;
	struct str value;

	*wanted = (struct wanted) { .limit = IRC_FOUND_MOST };
	(void)attribute(attributes, STR("from"), &wanted->from);
	if (attribute(attributes, STR("text"), &value))
		wanted->text = irc_tag_unescape(value, wanted->unescaped);
	*wrong = STR("after");
	if (attribute(attributes, *wrong, &value)) {
		if (!irc_reference_time(value, &time))
			return false;
		wanted->after = time.first;
	}
	*wrong = STR("before");
	if (attribute(attributes, *wrong, &value)) {
		if (!irc_reference_time(value, &time))
			return false;
		wanted->before = time.last + 1;
	}
	*wrong = STR("limit");
	if (attribute(attributes, *wrong, &value) &&
	    (!str_to_number(value, UINT64_MAX, &wanted->limit) ||
		wanted->limit == 0))
		return false;
	if (wanted->limit > IRC_FOUND_MOST)
		wanted->limit = IRC_FOUND_MOST;
	*wrong = STR("in");
	return attribute(attributes, *wrong, &wanted->in) &&
	    irc_table(wanted->in, wanted->room, &wanted->table);
}

/* Asks for the next page of messages. */
static enum code
ask_page(struct irc *irc, const struct wanted *wanted)
{
	const struct str none = STR(""), before = DECIMAL(irc->search.before);

	irc->search.lines = 0;
	irc->search.pages++;
	if (wanted->text.len > 0)
		return ASK(irc, SEARCH, none, STR("history"), wanted->table,
		    STR("find"), DECIMAL(PAGE), before, wanted->text);
	if (irc->search.before > 0)
		return ASK(irc, SEARCH, none, STR("history"), wanted->table,
		    STR("said"), STR("before"), before, DECIMAL(PAGE));
	return ASK(irc, SEARCH, none, STR("history"), wanted->table,
	    STR("said"), STR("last"), DECIMAL(PAGE));
}

/*
 * Adds an ID in its place, once, because a message's lines have the same ID; if
 * there are too many, drops the oldest.
 */
static void
collect(struct irc_search *search, uint64_t id)
{
	size_t at = search->count;

	while (at > 0 && search->ids[at - 1] > id)
		at--;
	if (at > 0 && search->ids[at - 1] == id)
		return;
	if (search->count < search->limit) {
		memmove(search->ids + at + 1, search->ids + at,
		    (search->count++ - at) * sizeof(*search->ids));
	} else if (at > 0) {
		at--;
		memmove(
		    search->ids, search->ids + 1, at * sizeof(*search->ids));
	} else {
		return;
	}
	search->ids[at] = id;
}

/* Takes "past LINE" and "ok history T COUNT LASTID", or an error. */
void
irc_hear_search(struct irc *irc, const struct command *said)
{
	struct irc_search *search = &irc->search;
	const struct str from = IRC_STR(search->from);
	struct command event;
	uint64_t id;

	if (said->rule->verb == VERB_ERR) {
		search->has_failed = true;
	} else if (said->rule->verb != VERB_PAST) {
		search->is_over = search->lines == 0 ||
		    search->pages == PAGES || search->before <= search->after ||
		    search->count == search->limit;
	} else if (irc_past_event(said, &event) &&
	    (id = irc_past_id(&event)) > 0) {
		if (search->lines++ == 0 || id < search->before)
			search->before = id;
		if (id >= search->after && irc_past_is_message(&event) &&
		    (from.len == 0 ||
			str_caseeq(
			    irc_actor(irc_past_actor(&event)).name, from)))
			collect(search, id);
	}
}

/* Asks for the next message that was found. Its batch begins with the first. */
static enum irc_done
ask_found(struct irc *irc, const struct wanted *wanted)
{
	struct irc_search *search = &irc->search;

	if (search->asked == 0)
		irc_out_batch(irc, STR("soju.im/search"), STR(""));
	if (search->count == 0)
		irc_out_batch_end(irc);
	if (search->asked == search->count)
		return IRC_DONE;
	const uint64_t id = search->ids[search->asked++];
	(void)ASK(irc, FOUND, wanted->in, STR("history"), wanted->table,
	    STR("between"), DECIMAL(id - 1), DECIMAL(id + 1),
	    STR("1")); /* always valid */
	return IRC_MORE;
}

/* Takes the message, or an error if it is gone; after the last, ends the batch.
 */
void
irc_hear_found(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_PAST)
		irc_past_show(irc, irc->ask->word, said);
	else if (++irc->search.shown == irc->search.count)
		irc_out_batch_end(irc);
}

/* Handles SEARCH ATTRIBUTES. */
enum irc_done
irc_search(struct irc *irc, const struct irc_line *line)
{
	struct irc_search *search = &irc->search;
	struct wanted wanted;
	struct str wrong;

	if (!read_wanted(line->param[0], &wanted, &wrong)) {
		TELL(irc, "FAIL SEARCH INVALID_PARAMS %1 :Invalid parameters",
		    wrong);
		return IRC_DONE;
	}
	if ((irc->step == 0 || search->asked == 0) && !irc_settled(irc))
		return IRC_WAIT;
	if (irc->step == 0) {
		*search = (struct irc_search) { .limit = wanted.limit,
			.after = wanted.after,
			.before = wanted.before };
		IRC_KEEP(search->from, wanted.from);
	}
	if (search->has_failed)
		TELL(irc,
		    "FAIL SEARCH INTERNAL_ERROR %w1 "
		    ":The search could not be run",
		    wanted.in);
	else if (search->is_over)
		return ask_found(irc, &wanted);
	else if (ask_page(irc, &wanted) == CODE_OK)
		return IRC_MORE;
	else
		TELL(
		    irc, "FAIL SEARCH INVALID_PARAMS text :Invalid parameters");
	return IRC_DONE;
}
