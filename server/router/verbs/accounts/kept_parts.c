/* What is kept of a registered group: see kept_parts.h. */
#include "router/verbs/accounts/kept_parts.h"

#include <string.h>

#include "base/mem/arena.h"
#include "base/state/module.h"
#include "router/model/account_names.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/masks.h"
#include "router/verbs/accounts/keeper_client.h"
#include "shared/names.h"

/* The roles of an account in a group. */
struct kept_role {
	struct kept_role *next;
	uint64_t made; /* of the account */
	unsigned roles; /* not 0 */
	uint8_t len;
	char at[LIMIT_NAME];
};

static struct {
	struct kept_role **of; /* by row */
} kept_parts;

static struct str
role_account(const struct kept_role *role)
{
	return (struct str) { role->at, role->len };
}

/* Returns the address of the pointer to the role, or of the last, null. */
static struct kept_role **
place_of(uint32_t row, struct str account)
{
	struct kept_role **at = &kept_parts.of[row];

	while (*at != NULL && !str_caseeq(role_account(*at), account))
		at = &(*at)->next;
	return at;
}

static void
cut(struct kept_role **at)
{
	struct kept_role *gone = *at;

	*at = gone->next;
	arena_free(gone, sizeof(*gone));
}

/* Sets the roles of an account; without memory they are not kept. */
static void
set(uint32_t row, struct str account, uint64_t made, unsigned roles)
{
	struct kept_role **at = place_of(row, account);

	if (*at != NULL)
		cut(at);
	if (roles == 0)
		return;
	at = place_of(row, account);
	*at = arena_alloc(sizeof(**at));
	if (*at == NULL)
		return;
	**at = (struct kept_role) {
		.made = made, .roles = roles, .len = (uint8_t)account.len
	};
	memcpy((*at)->at, account.at, account.len);
}

unsigned
kept_parts_roles(uint32_t row, struct str account)
{
	const struct kept_role *role =
	    account.len > 0 ? *place_of(row, account) : NULL;

	return role != NULL && role->made == account_names_made(account) ?
	    role->roles :
	    0;
}

bool
kept_parts_may_note(uint32_t row, uint32_t client)
{
	const struct str account = identity_account(client);
	size_t count = 0;

	for (const struct kept_role *role = kept_parts.of[row]; role != NULL;
	     role = role->next)
		count++;
	return count < KEPT_ROLES || account.len == 0 ||
	    *place_of(row, account) != NULL;
}

bool
kept_parts_note(uint32_t row, uint32_t group, uint32_t client)
{
	const struct str account = identity_account(client);
	const uint64_t made = account_names_made(account);

	if (account.len == 0 || made == 0 || !kept_parts_may_note(row, client))
		return false;
	set(row, account, made, groups_roles(group, client));
	return true;
}

void
kept_parts_end(uint32_t row)
{
	while (kept_parts.of[row] != NULL)
		cut(&kept_parts.of[row]);
}

void
kept_parts_end_account(struct str account)
{
	for (uint32_t row = 0; row < registrations_ever(); row++)
		set(row, account, 0, 0);
}

static struct str
letters_of(unsigned roles)
{
	if ((roles & ROLES_ALL) == ROLES_ALL)
		return STR("ov");
	return (roles & ROLE_OPERATOR) != 0 ? STR("o") : STR("v");
}

static bool
send_masks(uint32_t row, uint32_t group, struct str name)
{
	for (enum masks_list list = 0; list < MASKS_LISTS; list++)
		for (const struct mask_entry *mask = masks_first(group, list);
		     mask != NULL; mask = mask->next)
			if (keeper_client_post(row,
				WORDS(STR("put"), STR("mask"), name,
				    masks_letter(list), mask_entry_mask(mask),
				    mask_entry_name(mask),
				    DECIMAL(mask->id))) == 0)
				return false;
	return true;
}

static bool
send_topic(uint32_t row, uint32_t group, struct str name)
{
	const struct str by = groups_topic_by(group);

	return groups_topic(group).len == 0 ||
	    keeper_client_post(row,
		WORDS(STR("put"), STR("topic"), name,
		    by.len > 0 ? by : STR("*"), DECIMAL(groups_topic_id(group)),
		    groups_topic(group))) != 0;
}

bool
kept_parts_send(uint32_t row)
{
	const struct str name = registration_name(registrations_get(row));
	const uint32_t group = groups_find(name);

	if (group != GROUP_NONE &&
	    (!send_topic(row, group, name) || !send_masks(row, group, name)))
		return false;
	for (const struct kept_role *role = kept_parts.of[row]; role != NULL;
	     role = role->next)
		if (keeper_client_post(row,
			WORDS(STR("put"), STR("role"), name, role_account(role),
			    DECIMAL(role->made), letters_of(role->roles))) == 0)
			return false;
	return true;
}

void
kept_parts_take_topic(uint32_t group, struct str text)
{
	const struct str by = str_word(&text), number = str_word(&text);
	uint64_t id;

	if (groups_topic(group).len > 0 || by.len > LIMIT_NAME ||
	    !str_to_number(number, UINT64_MAX, &id) ||
	    text_check(text, LIMIT_TOPIC) != CODE_OK)
		return;
	groups_set_topic(group, text);
	groups_note_topic(group, str_eq(by, STR("*")) ? STR("") : by, id);
}

void
kept_parts_take_mask(uint32_t group, struct str text)
{
	const struct str letter = str_word(&text), mask = str_word(&text);
	const struct mask_texts texts = { mask, str_word(&text) };
	enum masks_list list;
	uint64_t id;

	if (letter.len != 1 || !masks_list(letter.at[0], &list) ||
	    mask.len > LIMIT_MASK || !str_eq(masks_full(list, mask), mask) ||
	    texts.name.len > LIMIT_NAME ||
	    !str_to_number(text, UINT64_MAX, &id) ||
	    masks_has(group, list, mask) ||
	    masks_count(group, list) >= LIMIT_MASKS)
		return;
	(void)masks_restore(
	    group, list, id, CLIENT_NONE, &texts); /* or it is left out */
}

void
kept_parts_take_role(uint32_t row, struct str text)
{
	const struct str account = str_word(&text), number = str_word(&text);
	unsigned roles = 0;
	uint64_t made;

	for (size_t i = 0; i < text.len; i++)
		roles |= text.at[i] == 'o' ? ROLE_OPERATOR : ROLE_VOICED;
	if (name_spelling(account) == CODE_OK &&
	    str_to_number(number, UINT64_MAX, &made))
		set(row, account, made, roles);
}

void
kept_parts_save(struct state *state, uint32_t row)
{
	for (const struct kept_role *role = kept_parts.of[row]; role != NULL;
	     role = role->next)
		STATE_PUT(state, STR("role"), role_account(role),
		    DECIMAL(role->made), letters_of(role->roles));
}

MODULE(kept_parts) = { TABLES(TABLE(kept_parts.of, REGISTRATIONS_MAX)) };
