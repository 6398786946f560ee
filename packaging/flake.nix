# The static program as a package:
#   nix build ./packaging --override-input program "file+file://$PWD/dist/toll-static-x86_64"
{
  description = "toll: what system calls, task switches and new tasks cost";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    program = {
      url = "file+file:///dev/null";
      flake = false;
    };
  };

  outputs =
    { nixpkgs, program, ... }:
    let
      packages = nixpkgs.legacyPackages.x86_64-linux;
    in
    {
      packages.x86_64-linux.default = packages.runCommand "toll" { meta.mainProgram = "toll"; } ''
        install -D -m 755 ${program} $out/bin/toll
        for shell in bash zsh fish; do
          $out/bin/toll --generate-completion-script $shell > completion.$shell
        done
        install -D -m 644 completion.bash $out/share/bash-completion/completions/toll
        install -D -m 644 completion.zsh $out/share/zsh/site-functions/_toll
        install -D -m 644 completion.fish $out/share/fish/vendor_completions.d/toll.fish
      '';
    };
}
