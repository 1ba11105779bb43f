/* The names and accounts of an option: see senders.h. */
#include "script/hear/senders.h"

#include "shared/die.h"
#include "shared/names.h"

/* The prefix of an account in place of a name, as in the masks of a group. */
#define ACCOUNT STR("~a:")

void
senders_add(struct senders *senders, char letter, const char *text)
{
	const struct str whole = str_from(text);
	struct str name = whole;
	const bool account = str_skip(&name, ACCOUNT);

	if (senders->count == SENDERS_MOST)
		die(EX_USAGE, "too many -%c, limit %d", letter, SENDERS_MOST);
	if (name_spelling(name) != CODE_OK && !str_eq(name, STR(NAME_OPERATOR)))
		die(EX_USAGE, "-%c %s: not a valid name%s", letter, text,
		    account ? " of an account" : "");
	senders->sender[senders->count++] = whole;
}

bool
senders_include(const struct senders *senders, const struct heard *heard)
{
	const struct str name = heard_causer(heard);

	for (size_t i = 0; i < senders->count; i++) {
		struct str sender = senders->sender[i];
		if (str_skip(&sender, ACCOUNT) ?
			str_caseeq(heard->account, sender) :
			str_caseeq(name, sender))
			return true;
	}
	return false;
}
