namespace Bot.Tests.Rates;

/// <summary>
/// The figures once more, as plain SQL over the event log, written from the rules in words (rates.tsv and the table of limits) and sharing nothing with the
/// program: one row per grid, rate, standing and exclusion. Parameters: @District, @from, @until, @asOf.
/// </summary>
internal static class SecondComputation
{
    /// <summary>
    /// Working minutes of 2026 from March to July: 9 to 12 and 14 to 18 on weekdays, without 清明, 劳动节 and 端午节, with the Saturday 9 May worked in exchange.
    /// </summary>
    private const string Calendar = """
        open_minute AS MATERIALIZED (
          SELECT minute AT TIME ZONE 'Asia/Shanghai' AS minute, row_number() OVER (ORDER BY minute) AS place
          FROM generate_series(timestamp '2026-03-01', timestamp '2026-07-31', interval '1 minute') AS minute
          WHERE (extract(hour FROM minute) IN (9, 10, 11) OR extract(hour FROM minute) BETWEEN 14 AND 17)
            AND (extract(isodow FROM minute) <= 5 OR minute::date = '2026-05-09')
            AND minute::date NOT IN ('2026-04-06', '2026-05-01', '2026-05-04', '2026-05-05', '2026-06-19')),
        """;

    /// <summary>What was taken back does not count; neither does the taking back.</summary>
    private const string Log = """
        log AS MATERIALIZED (SELECT * FROM event WHERE district = @District AND at <= @asOf),
        e AS MATERIALIZED (
          SELECT * FROM log
          WHERE kind <> 'undone' AND NOT EXISTS (SELECT 1 FROM log AS u WHERE u.number = log.number AND u.kind = 'undone' AND (u.data ->> 'batch')::int = log.batch)),
        t AS MATERIALIZED (
          SELECT number, at, data, data ->> 'gridId' AS grid, data ->> 'urgency' AS urgency, data ->> 'splitFrom' IS NOT NULL AS split
          FROM e WHERE kind = 'opened'),
        """;

    /// <summary>Who speaks in a ticket: its reporter, who joined, whom it absorbed; without those who were split off since.</summary>
    private const string Voices = """
        spoken AS (
          SELECT number, sequence, data -> 'report' AS report FROM e WHERE kind IN ('opened', 'joined')
          UNION ALL SELECT number, sequence, jsonb_array_elements(data -> 'reports') FROM e WHERE kind = 'absorbed'),
        voice AS MATERIALIZED (
          SELECT spoken.number, report ->> 'reporterId' AS person, report ->> 'household' AS household, (report ->> 'byStaff')::boolean AS staff
          FROM spoken
          WHERE NOT EXISTS (
            SELECT 1 FROM e AS s JOIN t AS apart ON apart.number = s.data ->> 'to'
            WHERE s.number = spoken.number AND s.kind = 'split_off' AND s.sequence > spoken.sequence AND apart.data -> 'report' = spoken.report)),
        """;

    /// <summary>How it ended, by the last event that opens or ends anything.</summary>
    private const string Endings = """
        ending AS MATERIALIZED (
          SELECT DISTINCT ON (number) number, kind, sequence, at, actor, data ->> 'reason' AS reason FROM e
          WHERE kind IN ('opened', 'resolved', 'closed', 'reopened', 'rejected', 'cancelled', 'merged') ORDER BY number, sequence DESC),
        done AS MATERIALIZED (SELECT DISTINCT ON (number) number, sequence, actor FROM e WHERE kind = 'resolved' ORDER BY number, sequence DESC),
        """;

    /// <summary>The limit in force before an event is the last one set; during a pause begun before it ran out it stands still.</summary>
    private const string Overdue = """
        late AS MATERIALIZED (
          SELECT DISTINCT moment.number
          FROM (
            SELECT number, sequence, at FROM e WHERE kind = 'resolved'
            UNION ALL SELECT number, 2000000000, @asOf FROM ending WHERE kind IN ('opened', 'reopened')) AS moment
          CROSS JOIN LATERAL (
            SELECT (data -> 'deadline' ->> 'at')::timestamptz AS due, at AS set_at FROM e
            WHERE e.number = moment.number AND e.sequence < moment.sequence AND jsonb_typeof(data -> 'deadline') = 'object' ORDER BY sequence DESC LIMIT 1) AS limited
          LEFT JOIN LATERAL (
            SELECT kind, at FROM e WHERE e.number = moment.number AND e.sequence < moment.sequence AND kind IN ('paused', 'resumed', 'resolved', 'reopened')
            ORDER BY sequence DESC LIMIT 1) AS pause ON true
          WHERE limited.due < moment.at AND NOT (coalesce(pause.kind = 'paused', false) AND greatest(pause.at, limited.set_at) < limited.due)),
        """;

    /// <summary>
    /// The last word of each household since the last 办结 or reopening. What the one who reported the work done entered in another's name is no word.
    /// </summary>
    private const string Words = """
        word AS (
          SELECT DISTINCT ON (a.number, a.person) a.number, a.person, a.value, a.stars, a.at
          FROM (
            SELECT number, sequence, actor, at, data -> 'by' ->> 'id' AS person, (data ->> 'value')::int AS value, (data ->> 'stars')::int AS stars FROM e WHERE kind = 'answered') AS a
          JOIN done ON done.number = a.number
          WHERE a.sequence > (SELECT max(sequence) FROM e WHERE e.number = a.number AND kind IN ('resolved', 'reopened'))
            AND NOT (a.actor = done.actor AND a.person <> done.actor)
          ORDER BY a.number, a.person, a.sequence DESC),
        household AS (
          SELECT DISTINCT ON (voice.number, voice.household) voice.number, voice.household, word.value, word.stars
          FROM voice LEFT JOIN word ON word.number = voice.number AND word.person = voice.person
          WHERE NOT voice.staff ORDER BY voice.number, voice.household, word.at DESC NULLS LAST),
        said AS MATERIALIZED (
          SELECT number, count(*) FILTER (WHERE value = 1) AS solved, count(*) FILTER (WHERE value = 2) AS unsolved, count(*) FILTER (WHERE value = 3) AS unclear,
            min(stars) AS stars, count(*) AS asked
          FROM household GROUP BY number),
        """;

    /// <summary>
    /// 响应: the first act of somebody responsible. Limits: 特急 5 and 紧急 15 minutes that run on, 较急 2 and 一般 8 working hours; a limit's end on a closing time is that time.
    /// What a merge or a correction has set since, before the first fresh start, holds instead.
    /// </summary>
    private const string Answers = """
        answer AS MATERIALIZED (
          SELECT e.number, min(e.at) AS at FROM e
          WHERE e.actor <> 'clock'
            AND e.kind IN ('confirmed', 'assigned', 'started', 'progressed', 'paused', 'extension_asked', 'transferred', 'resolved', 'rejected', 'merged')
            AND NOT EXISTS (
              SELECT 1 FROM e AS r JOIN voice ON voice.number = r.number AND NOT voice.staff AND voice.person = r.data -> 'by' ->> 'id'
              WHERE r.number = e.number AND r.batch = e.batch AND r.kind = 'reopened')
          GROUP BY e.number),
        before AS MATERIALIZED (
          SELECT number, minutes FROM (
            SELECT number, sum(one) OVER (ORDER BY at, one) AS minutes
            FROM (SELECT number, at, 0 AS one FROM t UNION ALL SELECT NULL, minute, 1 FROM open_minute) AS line) AS counted
          WHERE number IS NOT NULL),
        answer_due AS MATERIALIZED (
          SELECT t.number, CASE urgency
            WHEN 'critical' THEN at + interval '5 minutes'
            WHEN 'urgent' THEN at + interval '15 minutes'
            ELSE last.minute + interval '1 minute'
            END AS at
          FROM t JOIN before USING (number) LEFT JOIN open_minute AS last ON last.place = before.minutes + CASE urgency WHEN 'elevated' THEN 120 ELSE 480 END),
        afresh AS MATERIALIZED (
          SELECT t.number, coalesce(min(e.sequence), 2000000000) AS sequence, coalesce(min(e.at), @asOf) AS at FROM t
          LEFT JOIN e ON e.number = t.number AND e.kind = 'reopened' AND NOT coalesce((e.data ->> 'continued')::boolean, false) GROUP BY t.number),
        step AS MATERIALIZED (
          SELECT DISTINCT ON (e.number) e.number, kind, (e.data -> 'steps' -> 'firstAnswer' ->> 'at')::timestamptz AS answer, (e.data -> 'steps' -> 'onSite' ->> 'at')::timestamptz AS on_site
          FROM e JOIN afresh USING (number) WHERE e.sequence < afresh.sequence AND e.data ? 'steps' ORDER BY e.number, e.sequence DESC),
        there AS MATERIALIZED (
          SELECT e.number, min(CASE WHEN kind = 'absorbed' THEN least(e.at, (e.data ->> 'onSiteAt')::timestamptz) ELSE e.at END) AS at
          FROM e JOIN afresh USING (number)
          WHERE e.sequence < afresh.sequence AND (kind IN ('resolved', 'checked_in') OR (kind = 'progressed' AND e.data ->> 'onSite' = 'true') OR (kind = 'absorbed' AND e.data ? 'onSiteAt'))
          GROUP BY e.number),
        ended_early AS MATERIALIZED (
          SELECT DISTINCT ON (e.number) e.number, e.at FROM e JOIN afresh USING (number)
          WHERE e.sequence < afresh.sequence AND kind IN ('rejected', 'cancelled') ORDER BY e.number, e.sequence DESC),
        """;

    /// <summary>
    /// 假闭环: within 30 days of its closing, as it stood at that instant, the same kind was reported at the same place of the same grid.
    /// Places are the same with the same building, or without one the same landmark, where nothing told of both differs.
    /// </summary>
    private const string Returns = """
        came_back AS MATERIALIZED (
          SELECT DISTINCT a.number
          FROM t AS a JOIN t AS b ON b.number <> a.number AND NOT b.split AND b.grid = a.grid AND b.data ->> 'category' = a.data ->> 'category' AND b.at > a.at
          CROSS JOIN LATERAL (
            SELECT kind, at FROM log
            WHERE log.number = a.number AND log.at <= b.at AND kind IN ('opened', 'resolved', 'closed', 'reopened', 'rejected', 'cancelled', 'merged')
              AND NOT EXISTS (SELECT 1 FROM log AS u WHERE u.number = log.number AND u.kind = 'undone' AND u.at <= b.at AND (u.data ->> 'batch')::int = log.batch)
            ORDER BY sequence DESC LIMIT 1) AS stood
          CROSS JOIN LATERAL (SELECT a.data -> 'location' AS x, b.data -> 'location' AS y) AS place
          WHERE stood.kind = 'closed' AND b.at - stood.at <= interval '30 days'
            AND (CASE WHEN x ->> 'building' IS NULL AND y ->> 'building' IS NULL THEN x ->> 'place' = y ->> 'place' ELSE x ->> 'building' = y ->> 'building' END)
            AND NOT EXISTS (SELECT 1 FROM unnest(ARRAY['community', 'unit', 'floor', 'room', 'place']) AS part WHERE x ->> part <> y ->> part)),
        """;

    private const string Facts = """
        fact AS (
          SELECT t.number, t.grid, t.split, ending.kind AS ended, said.number IS NULL AS staff_only, done.number IS NOT NULL AS was_done,
            ending.kind = 'cancelled' AND EXISTS (SELECT 1 FROM voice WHERE voice.number = t.number AND NOT staff AND person = ending.actor) AS withdrawn,
            ending.kind = 'rejected' AND ending.reason ~ '误报|误登|登错|不是诉求|不是报修|不是事项|闲聊|玩笑|测试' AS no_matter,
            answer.at AS answered, CASE WHEN step.kind <> 'opened' THEN step.answer ELSE answer_due.at END AS answer_due,
            there.at AS there, step.on_site AS there_due, coalesce(ended_early.at, @asOf) AS there_until, late.number IS NOT NULL AS overdue,
            EXISTS (SELECT 1 FROM e WHERE e.number = t.number AND kind = 'reopened') AS again,
            EXISTS (SELECT 1 FROM e WHERE e.number = t.number AND kind = 'answered' AND data ->> 'value' = '2') AS objected,
            coalesce(solved, 0) AS solved, coalesce(unsolved, 0) AS unsolved, coalesce(unclear, 0) AS unclear, stars, came_back.number IS NOT NULL AS came_back
          FROM t JOIN ending USING (number) LEFT JOIN done USING (number) LEFT JOIN said USING (number) LEFT JOIN answer USING (number)
            JOIN answer_due USING (number) LEFT JOIN step USING (number) LEFT JOIN there USING (number) LEFT JOIN ended_early USING (number) LEFT JOIN late USING (number) LEFT JOIN came_back USING (number)
          WHERE t.at >= @from AND t.at < @until),
        """;

    /// <summary>The file rates.tsv, default, line by line.</summary>
    private const string Standings = """
        standing AS (
          SELECT number, grid, '响应率' AS rate, CASE
            WHEN withdrawn THEN 'withdrawn' WHEN no_matter THEN 'not_a_matter' WHEN split THEN 'split_off' WHEN staff_only THEN 'staff_only'
            WHEN answered IS NULL AND answer_due > @asOf THEN 'answer_pending'
            WHEN answered <= answer_due THEN 'Reached' ELSE 'Missed' END AS standing FROM fact
          UNION ALL
          SELECT number, grid, '到场率', CASE
            WHEN there_due IS NULL THEN 'Outside' WHEN ended = 'merged' THEN 'merged' WHEN withdrawn THEN 'withdrawn' WHEN no_matter THEN 'not_a_matter' WHEN split THEN 'split_off'
            WHEN there IS NULL AND there_due > there_until THEN 'on_site_pending'
            WHEN there <= there_due THEN 'Reached' ELSE 'Missed' END FROM fact
          UNION ALL
          SELECT number, grid, '办结率', CASE
            WHEN ended = 'merged' THEN 'merged' WHEN withdrawn THEN 'withdrawn' WHEN no_matter THEN 'not_a_matter'
            WHEN ended = 'opened' AND NOT overdue AND NOT again THEN 'in_hand'
            WHEN ended IN ('resolved', 'closed') AND NOT overdue THEN 'Reached' ELSE 'Missed' END FROM fact
          UNION ALL
          SELECT number, grid, '解决率', CASE
            WHEN ended = 'merged' THEN 'merged' WHEN withdrawn THEN 'withdrawn' WHEN no_matter THEN 'not_a_matter' WHEN staff_only THEN 'staff_only'
            WHEN ended = 'opened' AND NOT overdue AND NOT again THEN 'in_hand' WHEN ended = 'resolved' THEN 'in_check'
            WHEN ended = 'closed' AND solved + unsolved + unclear = 0 THEN 'Unanswered'
            WHEN ended = 'closed' AND solved > 0 AND unsolved = 0 THEN 'Reached' ELSE 'Missed' END FROM fact
          UNION ALL
          SELECT number, grid, '满意率', CASE
            WHEN NOT was_done THEN 'Outside'
            WHEN ended = 'merged' THEN 'merged' WHEN withdrawn THEN 'withdrawn' WHEN no_matter THEN 'not_a_matter' WHEN staff_only THEN 'staff_only' WHEN ended = 'resolved' THEN 'in_check'
            WHEN stars IS NULL AND NOT objected THEN 'Unanswered'
            WHEN ended = 'closed' AND stars >= 4 AND unsolved = 0 THEN 'Reached' ELSE 'Missed' END FROM fact
          UNION ALL
          SELECT number, grid, '假闭环率', CASE
            WHEN ended <> 'closed' THEN 'Outside' WHEN split THEN 'split_off' WHEN came_back THEN 'Reached' ELSE 'Missed' END FROM fact)
        """;

    /// <summary>Columns number, grid, category as last corrected, whether it is private, late or a return; of tickets registered in [@from, @until).</summary>
    public const string Matters = "WITH " + Log + Endings + Overdue + """
        category AS (SELECT DISTINCT ON (number) number, data ->> 'category' AS word FROM e WHERE kind IN ('opened', 'corrected') AND data ->> 'category' IS NOT NULL ORDER BY number, sequence DESC),
        back AS (SELECT DISTINCT ON (number) number, jsonb_array_length(data -> 'of') > 0 AS holds FROM e WHERE kind = 'recurred' ORDER BY number, sequence DESC)
        SELECT t.number, t.grid, category.word, (t.data ->> 'private')::boolean, late.number IS NOT NULL, coalesce(back.holds, false)
        FROM t JOIN category USING (number) LEFT JOIN late USING (number) LEFT JOIN back USING (number) WHERE t.at >= @from AND t.at < @until
        """;

    /// <summary>Columns number, grid, rate, standing.</summary>
    public const string Sql = "WITH " + Calendar + Log + Voices + Endings + Overdue + Words + Answers + Returns + Facts + Standings + " SELECT number, grid, rate, standing FROM standing";
}
