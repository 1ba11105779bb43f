# "nix build ./server/service/nix" in the repository, or with its address.
{
  description = "Group chat in which a process of its own serves each client";
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.forkcast = { url = "path:../../.."; flake = false; };
  outputs = { self, nixpkgs, forkcast }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "aarch64-darwin" ];
      each = nixpkgs.lib.genAttrs systems;
    in {
      packages = each (system:
        let pkgs = nixpkgs.legacyPackages.${system};
        in {
          default = pkgs.stdenv.mkDerivation {
            pname = "forkcast";
            version = "0.2";
            src = forkcast;
            makeFlags = [ "PREFIX=$(out)" "SYSCONFDIR=/etc" ];
            enableParallelBuilding = true;
            meta.license = with pkgs.lib.licenses; [ isc unicode-dfs-2016 ];
            meta.mainProgram = "forkcast";
          };
        });
    };
}
