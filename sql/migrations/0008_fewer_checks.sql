-- Sixty rules of one column each were evaluated for every row of a round, most of them on nulls, and took as
-- long as copying the rows. Rules that say the same of many columns become one; what is allowed is the same.
alter table sojourn.assessment
  drop constraint assessment_idps_individuals_check,
  drop constraint assessment_idps_households_check,
  drop constraint assessment_returnees_individuals_check,
  drop constraint assessment_returnees_households_check,
  drop constraint assessment_returnees_abroad_individuals_check,
  drop constraint assessment_relocated_individuals_check,
  drop constraint assessment_migrants_individuals_check,
  drop constraint assessment_host_individuals_check,
  drop constraint assessment_arrivals_individuals_check,
  drop constraint assessment_departures_individuals_check,
  drop constraint assessment_female_check,
  drop constraint assessment_male_check,
  drop constraint assessment_women_check,
  drop constraint assessment_men_check,
  drop constraint assessment_children_check,
  drop constraint assessment_elderly_check,
  drop constraint assessment_conflict_individuals_check,
  drop constraint assessment_disaster_individuals_check,
  drop constraint assessment_mixed_individuals_check,
  drop constraint assessment_other_individuals_check,
  drop constraint assessment_unknown_reason_individuals_check,
  drop constraint assessment_origin_individuals_check,
  drop constraint assessment_access_shl_check,
  drop constraint assessment_access_ccm_check,
  drop constraint assessment_access_fsc_check,
  drop constraint assessment_access_wsh_check,
  drop constraint assessment_access_hea_check,
  drop constraint assessment_access_edu_check,
  drop constraint assessment_access_nut_check,
  drop constraint assessment_access_liv_check,
  drop constraint assessment_severity_shl_check,
  drop constraint assessment_severity_ccm_check,
  drop constraint assessment_severity_fsc_check,
  drop constraint assessment_severity_wsh_check,
  drop constraint assessment_severity_hea_check,
  drop constraint assessment_severity_edu_check,
  drop constraint assessment_severity_nut_check,
  drop constraint assessment_severity_liv_check,
  -- `least` and `greatest` pass over nulls; of nulls alone they are null, which a check takes.
  add constraint counts_not_negative check (
    least(idps_individuals, idps_households, returnees_individuals, returnees_households,
          returnees_abroad_individuals, relocated_individuals, migrants_individuals, host_individuals,
          arrivals_individuals, departures_individuals, female, male, women, men, children, elderly,
          conflict_individuals, disaster_individuals, mixed_individuals, other_individuals,
          unknown_reason_individuals, origin_individuals) >= 0),
  add constraint severity_is_one_to_five check (
    least(severity_shl, severity_ccm, severity_fsc, severity_wsh, severity_hea, severity_edu, severity_nut,
          severity_liv) >= 1
    and greatest(severity_shl, severity_ccm, severity_fsc, severity_wsh, severity_hea, severity_edu, severity_nut,
                 severity_liv) <= 5),
  -- Each comparison is null, true or false, and one that is false makes all of it false.
  add constraint access_is_an_answer check (
    num_nulls(access_shl, access_ccm, access_fsc, access_wsh, access_hea, access_edu, access_nut, access_liv) = 8
    or (access_shl in ('yes', 'limited', 'no') and access_ccm in ('yes', 'limited', 'no')
        and access_fsc in ('yes', 'limited', 'no') and access_wsh in ('yes', 'limited', 'no')
        and access_hea in ('yes', 'limited', 'no') and access_edu in ('yes', 'limited', 'no')
        and access_nut in ('yes', 'limited', 'no') and access_liv in ('yes', 'limited', 'no')));
