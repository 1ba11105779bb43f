/* Reports of missing messages: see gap.h. */
#include "script/hear/gap.h"

#include "shared/die.h"

void
gap_tell(struct str target, const struct command *gap)
{
	char room[2][DATE_TEXT];
	struct str date[2];

	for (size_t i = 0; i < COUNT(date); i++) {
		uint64_t id = 0;
		(void)str_to_number(gap->arg[i], INT64_MAX, &id);
		date[i] = date_text(id, room[i]);
	}
	complain("messages in %.*s are missing, from %.*s to %.*s",
	    (int)target.len, target.at, (int)date[0].len, date[0].at,
	    (int)date[1].len, date[1].at);
}
