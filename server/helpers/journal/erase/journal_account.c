/* The pass for the events of an account: see journal_account.h. */
#include "helpers/journal/erase/journal_account.h"

#include "helpers/journal/erase/journal_search.h"

/* Lines that one slice looks at. */
#define LINES 300

static void
begin_file(struct journal_account *account, uint64_t before)
{
	account->key =
	    journal_files_after(account->overwrite->reader->files, before);
	account->at = account->tags = 0;
}

void
journal_account_begin(
    struct journal_account *account, struct journal_overwrite *overwrite)
{
	*account = (struct journal_account) { .overwrite = overwrite };
	begin_file(account, 0);
}

/* Takes a record. False with errno. */
static bool
take_record(struct journal_account *account, const struct journal_order *order,
    const struct journal_record *record, uint64_t at)
{
	struct journal_overwrite *overwrite = account->overwrite;
	const uint64_t id = record->id, tags = account->tags;

	if (record->verb == JOURNAL_TAGS) {
		account->tags = id;
		account->tags_at = at;
	}
	if (id >= order->event ||
	    !journal_record_is_by(record, journal_order_where(order)))
		return true;
	account->tags = 0;
	/* The event goes last: after a kill, it says whose the tags are. */
	return (tags != id ||
		   journal_overwrite_record(
		       overwrite, account->key, account->tags_at)) &&
	    journal_overwrite_record(overwrite, account->key, at);
}

/* Looks at the next line. False with errno. */
static bool
take_line(struct journal_account *account, const struct journal_order *order)
{
	struct journal_record record;
	const uint64_t at = account->at;
	size_t len;
	const enum journal_seen seen = journal_search_line(
	    account->overwrite->reader, account->key, at, &record, &len);

	account->at += len;
	if (seen == JOURNAL_SEEN && record.id < order->event)
		return take_record(account, order, &record, at);
	if (seen == JOURNAL_UNREADABLE && journal_view_has_failed())
		return false;
	if (len == 0)
		begin_file(account, account->key);
	return true;
}

enum journal_pass
journal_account_go_on(
    struct journal_account *account, const struct journal_order *order)
{
	for (size_t i = 0; i < LINES && account->key != 0; i++)
		if (!take_line(account, order))
			return JOURNAL_PASS_FAILED;
	if (account->key != 0)
		return JOURNAL_PASS_ON;
	return journal_overwrite_settle(account->overwrite) ?
	    JOURNAL_PASS_END :
	    JOURNAL_PASS_FAILED;
}
