/* The dry run of a configuration: see config_dry_run.h. */
#include "operator/config_dry_run.h"

#include <string.h>

#include "accept/confine.h"
#include "accept/helpers.h"
#include "accept/listen.h"
#include "base/config/capacity.h"
#include "base/config/self.h"
#include "policy/logins.h"
#include "policy/password.h"
#include "router/verbs/people/motd.h"

bool
config_dry_run(const struct config *config, struct error *why)
{
	return self_check(config, why) &&
	    confine_check((enum sandbox_mode)config->sandbox, why) &&
	    password_read(config->password_file, why) &&
	    motd_read(config->motd, why) &&
	    (!config->peer_names || logins_read(why)) &&
	    capacity_check(config, why) && helpers_check(config, why) &&
	    listen_check(&config->listen, why);
}

bool
config_dry_run_start(const struct config *config, struct error *why)
{
	const struct listen_options none = { .proxy = false };

	return config->control == NULL || strcmp(config->control, "off") == 0 ||
	    listen_check_one(config->control, &none, why);
}
