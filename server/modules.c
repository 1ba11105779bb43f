/*
 * The modules of the server. They are initialised, saved, loaded, and told that
 * a client goes, in this order.
 */
#include "base/state/module.h"

#include <stddef.h>

/* clang-format off */
#define MODULES \
	ROW(ticks) ROW(self) ROW(config) ROW(reload) ROW(password) ROW(motd) \
	ROW(host) \
	ROW(stats) ROW(log) ROW(hash) ROW(alarms) ROW(watch) \
	ROW(reject_log) ROW(bans) ROW(peers) ROW(logins) ROW(cloak) \
	ROW(event_ids) ROW(clients_state) ROW(groups) ROW(floods) ROW(registered_groups) \
	ROW(slots) ROW(disconnect_requests) ROW(masks) ROW(store) \
	ROW(table) ROW(keys) ROW(join) ROW(rule) \
	ROW(lists) ROW(watches) ROW(answers) ROW(commands) ROW(readings) \
	ROW(boxes) ROW(work) ROW(account_feed) ROW(attempts) \
	ROW(account_names) ROW(asks) ROW(journal_link) \
	ROW(door) ROW(accounts) ROW(budget) ROW(uplink) \
	ROW(downlink) ROW(recorded) ROW(outq) ROW(fanout) \
	ROW(spawn) ROW(listen) ROW(helpers) ROW(control) ROW(upgrade_exec) \
	ROW(launch) ROW(scoreboard) ROW(conns) ROW(clients) ROW(admit) ROW(reap)
/* clang-format on */

#define ROW(name) extern const struct module name##_module;
MODULES
#undef ROW

const struct module *const modules[] = {
#define ROW(name) &name##_module,
	MODULES
#undef ROW
	    NULL
};
