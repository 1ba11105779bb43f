/* The masks of groups, and who is invited: see sane.h. */
#include "sane.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/masks.h"
#include "server/router/model/modes.h"
#include "shared/limits.h"
#include "tests/lib/must.h"

/* Returns how many bytes there are. */
static size_t
check_list(uint32_t group, enum masks_list list)
{
	size_t bytes = 0, count = 0;

	for (const struct mask_entry *row = masks_first(group, list);
	     row != NULL; row = row->next) {
		const size_t size =
		    sizeof(*row) + row->mask_len + row->name_len;
		MUST(str_eq(masks_full(list, mask_entry_mask(row)),
			 mask_entry_mask(row)),
		    "group %u has %.*s, which is no mask", group,
		    (int)row->mask_len, row->text);
		sane_count(row->holder, QUOTA_MASKS, size);
		bytes += size;
		count++;
	}
	MUST(count == masks_count(group, list) && count <= LIMIT_MASKS,
	    "group %u has %zu masks, not %zu", group, count,
	    masks_count(group, list));
	return bytes;
}

static void
check_invites(uint32_t group)
{
	const struct set *clients = invites_to(group);

	MUST(clients->count <= LIMIT_INVITED, "too many in %u", group);
	for (size_t i = 0; i < clients->count; i++)
		MUST(clients_is_named(clients->at[i]) &&
			!groups_has(group, clients->at[i]) &&
			set_has(invites_of(clients->at[i]), group),
		    "group %u invites %u", group, clients->at[i]);
}

void
sane_check_masks(void)
{
	size_t bytes = 0;

	for (uint32_t group = groups_next(0); group != GROUP_NONE;
	     group = groups_next(group + 1)) {
		for (enum masks_list list = 0; list < MASKS_LISTS; list++)
			bytes += check_list(group, list);
		check_invites(group);
	}
	MUST(bytes == masks_bytes(), "%zu bytes of masks, not %zu",
	    masks_bytes(), bytes);
}
