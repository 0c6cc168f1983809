{{/*
The objects of a file of deploy/rbac, under the names of the values. The files are links to those that kustomize applies, so
that nothing is written twice.
Takes a dict: context, file, and namespaces: what is bound everywhere is bound in these instead, if there are any.
*/}}
{{- define "federation-rbac.objects" -}}
{{- $root := .context }}
{{- $account := $root.Values.serviceAccount.name }}
{{- $namespace := $root.Release.Namespace }}
{{- range $text := regexSplit "(?m)^---\\s*$" ($root.Files.Get (printf "files/%s.yaml" $.file)) -1 }}
{{- $object := fromYaml $text }}
{{- $name := $object.metadata.name }}
{{- $isToken := eq $object.kind "Secret" }}
{{- $isChoices := hasSuffix "-choices" $name }}
{{- $isLeftOut := or (eq $object.kind "Namespace") (and $isToken (not $root.Values.longLivedToken)) (and $isChoices (not $root.Values.openshiftOperator.choices)) }}
{{- if not $isLeftOut }}
{{- $prefix := ternary $account $root.Values.rolePrefix (has $object.kind (list "ServiceAccount" "Secret")) }}
{{- $_ := set $object.metadata "name" (replace "backstage-federation" $prefix $name) }}
{{- if eq (default "" $object.metadata.namespace) "backstage-federation" }}
{{- $_ := set $object.metadata "namespace" $namespace }}
{{- end }}
{{- if $isToken }}
{{- $_ := set $object.metadata "annotations" (dict "kubernetes.io/service-account.name" $account) }}
{{- end }}
{{- if $object.subjects }}
{{- $_ := set $object "subjects" (list (dict "kind" "ServiceAccount" "name" $account "namespace" $namespace)) }}
{{- $_ := set $object.roleRef "name" (replace "backstage-federation" $root.Values.rolePrefix $object.roleRef.name) }}
{{- end }}
{{- if and $.namespaces (eq $object.kind "ClusterRoleBinding") }}
{{- $_ := set $object "kind" "RoleBinding" }}
{{- range $.namespaces }}
{{- $_ := set $object.metadata "namespace" . }}
---
{{ toYaml $object }}
{{- end }}
{{- else }}
---
{{ toYaml $object }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
