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

static const struct str nothing;

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

/*
 * Reads the times and the limit. Returns false if one is wrong, with its key in
 * *wrong.
 */
static bool
read_numbers(struct str attributes, struct wanted *wanted, struct str *wrong)
{
	struct irc_reference time;
	struct str value;

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
	wanted->limit = IRC_FOUND_MOST;
	if (!attribute(attributes, *wrong, &value))
		return true;
	if (!str_to_number(value, UINT64_MAX, &wanted->limit))
		return false;
	if (wanted->limit > IRC_FOUND_MOST)
		wanted->limit = IRC_FOUND_MOST;
	return wanted->limit > 0;
}

/* Reads all attributes, in the same way. */
static bool
read_wanted(struct str attributes, struct wanted *wanted, struct str *wrong)
{
	struct str value;

	*wanted = (struct wanted) { .in = { NULL, 0 } };
	(void)attribute(attributes, STR("from"), &wanted->from);
	if (attribute(attributes, STR("text"), &value))
		wanted->text = irc_tag_unescape(value, wanted->unescaped);
	if (!read_numbers(attributes, wanted, wrong))
		return false;
	*wrong = STR("in");
	return attribute(attributes, *wrong, &wanted->in) &&
	    irc_table(wanted->in, wanted->room, &wanted->table);
}

static enum irc_done
search_fail(struct irc *irc, struct str word, struct str about, struct str text)
{
	irc_fail_about(irc, STR("SEARCH"), word,
	    about.len > 0 ? irc_word(about) : about, text);
	return IRC_DONE;
}

/* Asks for the next page of messages. */
static enum code
ask_page(struct irc *irc, const struct wanted *wanted)
{
	const struct str before = DECIMAL(irc->search.before);
	const struct str all[] = { STR("history"), wanted->table, STR("said"),
		STR("before"), before, DECIMAL(PAGE) };
	const struct str last[] = { STR("history"), wanted->table, STR("said"),
		STR("last"), DECIMAL(PAGE) };
	const struct str find[] = { STR("history"), wanted->table, STR("find"),
		DECIMAL(PAGE), before, wanted->text };

	irc->search.lines = 0;
	irc->search.pages++;
	if (wanted->text.len > 0)
		return irc_ask(
		    irc, IRC_ASKS_SEARCH, nothing, find, COUNT(find));
	if (irc->search.before > 0)
		return irc_ask(irc, IRC_ASKS_SEARCH, nothing, all, COUNT(all));
	return irc_ask(irc, IRC_ASKS_SEARCH, nothing, last, COUNT(last));
}

/* Returns whether it was added before: a message's lines have the same ID. */
static bool
is_collected(const struct irc_search *search, uint64_t id)
{
	for (size_t i = 0; i < search->count; i++)
		if (search->ids[i] == id)
			return true;
	return false;
}

/* Adds an ID in its place; if there are too many, drops the oldest. */
static void
collect(struct irc_search *search, uint64_t id)
{
	size_t at = search->count;

	if (search->count == search->limit) {
		if (id <= search->ids[0])
			return;
		memmove(search->ids, search->ids + 1,
		    (search->count - 1) * sizeof(*search->ids));
		at--;
	} else {
		search->count++;
	}
	for (; at > 0 && search->ids[at - 1] > id; at--)
		search->ids[at] = search->ids[at - 1];
	search->ids[at] = id;
}

/* Takes an event of a page. */
static void
take_found(struct irc *irc, const struct command *event)
{
	struct irc_search *search = &irc->search;
	const uint64_t id = irc_past_id(event);
	const struct str from = IRC_STR(search->from);

	if (id == 0)
		return;
	if (search->lines++ == 0 || id < search->before)
		search->before = id;
	if (id >= search->after && irc_past_is_message(event) &&
	    (from.len == 0 ||
		str_caseeq(irc_actor(irc_past_actor(event)).name, from)) &&
	    !is_collected(search, id))
		collect(search, id);
}

/* Takes "past LINE" and "ok history T COUNT LASTID", or an error. */
void
irc_hear_search(struct irc *irc, const struct command *said)
{
	struct irc_search *search = &irc->search;
	struct command event;

	if (said->rule->verb == VERB_ERR) {
		search->has_failed = true;
		return;
	}
	if (said->rule->verb == VERB_PAST) {
		if (irc_past_event(said, &event))
			take_found(irc, &event);
		return;
	}
	search->is_over = search->lines == 0 || search->pages == PAGES ||
	    search->before <= search->after || search->count == search->limit;
}

/* Asks for the next message that was found. Its batch begins with the first. */
static enum irc_done
ask_found(struct irc *irc, const struct wanted *wanted)
{
	struct irc_search *search = &irc->search;

	if (search->asked == 0)
		irc_past_begin(irc, STR("soju.im/search"), nothing);
	if (search->count == 0)
		irc_past_end(irc);
	if (search->asked == search->count)
		return IRC_DONE;
	const uint64_t id = search->ids[search->asked++];
	(void)IRC_ASK(irc, IRC_ASKS_FOUND, wanted->in, STR("history"),
	    wanted->table, STR("between"), DECIMAL(id - 1), DECIMAL(id + 1),
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
		irc_past_end(irc);
}

static void
search_begin(struct irc *irc, const struct wanted *wanted)
{
	irc->search = (struct irc_search) { .limit = wanted->limit,
		.after = wanted->after,
		.before = wanted->before };
	IRC_KEEP(irc->search.from, wanted->from);
}

/* Handles SEARCH ATTRIBUTES. */
enum irc_done
irc_search(struct irc *irc, const struct irc_line *line)
{
	struct irc_search *search = &irc->search;
	struct wanted wanted;
	struct str wrong;

	if (!read_wanted(line->param[0], &wanted, &wrong))
		return search_fail(irc, STR("INVALID_PARAMS"), wrong,
		    STR("Invalid parameters"));
	if ((irc->step == 0 || search->asked == 0) && !irc_settled(irc))
		return IRC_WAIT;
	if (irc->step == 0)
		search_begin(irc, &wanted);
	if (search->is_over && !search->has_failed)
		return ask_found(irc, &wanted);
	if (!search->has_failed && ask_page(irc, &wanted) == CODE_OK)
		return IRC_MORE;
	return search->has_failed ?
	    search_fail(irc, STR("INTERNAL_ERROR"), wanted.in,
		STR("The search could not be run")) :
	    search_fail(irc, STR("INVALID_PARAMS"), STR("text"),
		STR("Invalid parameters"));
}
