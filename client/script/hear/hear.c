/* What listen, log and bot have in common: see hear.h. */
#include "script/hear/hear.h"

#include "shared/codes.h"
#include "shared/die.h"
#include "shared/names.h"

/* The prefix of an account in place of a name, as in the masks of a group. */
#define ACCOUNT STR("~a:")

#define SENDERS_MOST 16

static struct {
	struct str sender[SENDERS_MOST]; /* of -f */
	size_t count; /* none: everybody */
} hear;

void
hear_put(
    const struct printing *printing, struct out *out, const struct heard *heard)
{
	const struct manner manner = { .stable = true,
		.times = printing->dates,
		.dates = printing->dates };
	char memory[RENDER_ROOM];
	struct buf line;

	if (printing->json) {
		json_event(&out->waiting, heard);
		return;
	}
	buf_init(&line, memory, sizeof(memory));
	render_line(&line, &heard->event, &manner);
	out_put_lines(out, buf_str(&line));
}

void
hear_take_sender(char letter, char *text)
{
	const struct str whole = str_from(text);
	struct str name = whole;
	const bool account = str_skip(&name, ACCOUNT);

	(void)letter;
	if (hear.count == SENDERS_MOST)
		die(EX_USAGE, "too many -f, limit %d", SENDERS_MOST);
	if (name_spelling(name) != CODE_OK && !str_eq(name, STR(NAME_OPERATOR)))
		die(EX_USAGE, "-f %s: not a valid name%s", text,
		    account ? " of an account" : "");
	hear.sender[hear.count++] = whole;
}

size_t
hear_senders(void)
{
	return hear.count;
}

bool
hear_includes(const struct heard *heard)
{
	const struct str name = heard_causer(heard);

	for (size_t i = 0; i < hear.count; i++) {
		struct str sender = hear.sender[i];
		if (str_skip(&sender, ACCOUNT) ?
			str_caseeq(heard->account, sender) :
			str_caseeq(name, sender))
			return true;
	}
	return hear.count == 0;
}

void
hear_gap(struct str target, const struct command *gap)
{
	char room[2][DATE_TEXT];
	struct str date[2];

	for (size_t i = 0; i < COUNT(date); i++) {
		uint64_t id = 0;
		(void)str_to_number(gap->arg[i], INT64_MAX, &id);
		date[i] = str_date(id, room[i]);
	}
	complain("messages in %.*s are missing, from %.*s to %.*s",
	    (int)target.len, target.at, (int)date[0].len, date[0].at,
	    (int)date[1].len, date[1].at);
}
