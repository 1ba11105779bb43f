/* Reading the rows of accounts: see own_rows.h. */
#include "router/verbs/history/own_rows.h"

#include <stddef.h>

#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "router/model/account_names.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/table.h"
#include "router/verbs/accounts/keeper_client.h"
#include "router/verbs/history/journal_client.h"
#include "router/verbs/history/journal_link.h"
#include "router/verbs/work/lasting.h"
#include "router/verbs/work/own_tables.h"
#include "shared/limits.h"
#include "shared/names.h"

/* Tables that are read at a time: operators ask, too. */
#define MOST 4

/* Time after which a journal that could not answer is asked again. */
#define AGAIN SEC

struct reading {
	bool used;
	uint32_t client;
	uint32_t asker;
	bool is_loaded; /* rows from before the login are being put */
	char key[LIMIT_KEY + 1]; /* the last one of them */
};

/* Not saved: see own_tables.c. */
static struct {
	struct reading at[MOST];
	usec again; /* ticks_now: nothing is asked before then */
} own_rows;

static struct reading *
reading_of(uint32_t asker)
{
	for (size_t i = 0; i < MOST; i++)
		if (own_rows.at[i].used && own_rows.at[i].asker == asker)
			return &own_rows.at[i];
	return NULL;
}

/* Takes "ID WHERE row KEY EVENT NAME VALUE" for the client. */
static void
take_row(uint32_t client, struct str text)
{
	const uint64_t made = account_names_made(identity_account(client));
	struct row_texts texts;
	uint64_t id = 0;

	const bool has_id =
	    str_to_number(str_word(&text), UINT64_MAX, &id); /* of the put */
	const struct str where = str_word(&text), kind = str_word(&text);

	texts.key = str_word(&text);
	(void)str_word(&text); /* the event's ID: it gets another one */
	texts.name = str_word(&text);
	texts.value = text;
	if (!has_id || key_check(texts.key) != CODE_OK ||
	    name_check(texts.name) != CODE_OK ||
	    text_check(texts.value, LIMIT_VALUE) != CODE_OK)
		return;
	if (id < made)
		lasting_cut(where, kind, texts.key);
	else
		own_tables_take(client, &texts);
}

static void
take(uint32_t asker, struct str word, struct str text)
{
	const struct reading *reading = reading_of(asker);

	if (reading == NULL || !own_tables_is_read(reading->client) ||
	    !str_eq(word, STR("past")) || !str_eq(str_word(&text), STR("put")))
		return;
	take_row(reading->client, text);
}

static void
end(struct reading *reading)
{
	journal_client_cancel(reading->asker);
	reading->used = false;
}

/* Puts what the client had before its login. */
static void
put_on(struct reading *reading)
{
	if (!own_tables_put_on(reading->client, reading->key))
		return;
	end(reading);
	keeper_client_wake(reading->client);
}

/* Asks for the table, or takes the end of the answer. */
static void
ask_on(struct reading *reading)
{
	const uint32_t client = reading->client;
	struct journal_answer answer;

	if (!journal_client_ask(reading->asker,
		WORDS(STR("table"), lasting_own_table(client)), take, &answer))
		return;
	if (answer.code == CODE_OK) {
		own_tables_loaded(client);
		reading->is_loaded = true;
		return;
	}
	end(reading);
	own_tables_again(client);
	own_rows.again = ticks_now() + AGAIN;
	alarms_at(ALARM_HELPERS, own_rows.again);
}

static void
read_on(struct reading *reading)
{
	if (!own_tables_is_read(reading->client)) {
		end(reading); /* it has left or logged out */
		return;
	}
	if (!reading->is_loaded)
		ask_on(reading);
	if (reading->is_loaded)
		put_on(reading);
}

/* Ends the reading of a client that has logged in again since. */
static void
end_former(uint32_t client)
{
	for (size_t i = 0; i < MOST; i++)
		if (own_rows.at[i].used && own_rows.at[i].client == client)
			end(&own_rows.at[i]);
}

/* Begins to read another table, if any is to be read. */
static void
begin(struct reading *reading)
{
	const uint32_t asker = journal_client_ticket();
	const uint32_t client =
	    asker != JOURNAL_NOBODY ? own_tables_next() : CLIENT_NONE;

	if (client != CLIENT_NONE) {
		end_former(client);
		*reading = (struct reading) {
			.used = true, .client = client, .asker = asker
		};
	} else if (asker != JOURNAL_NOBODY) {
		journal_client_cancel(asker);
	}
}

void
own_rows_turn(void)
{
	const bool begins =
	    journal_link_is_ready() && ticks_now() >= own_rows.again;

	for (size_t i = 0; i < MOST; i++) {
		if (!own_rows.at[i].used && begins)
			begin(&own_rows.at[i]);
		if (own_rows.at[i].used)
			read_on(&own_rows.at[i]);
	}
}
